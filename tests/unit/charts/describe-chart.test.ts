// What a chart says where nobody sees it.
import { describe, expect, it } from 'vitest'
import { asKind, type ChartInput, defineChart, type Plotted } from '../../../src/domain/chart.ts'
import { describeChart } from '../../../src/domain/describe-chart.ts'
import { formatFigure, formatTick } from '../../../src/domain/format-figure.ts'

describe('a chart in words', () => {
  it.each<[ChartInput, string]>([
    [
      { kind: 'bar', title: 'Guests', labels: ['Jan', 'Feb'], series: [{ values: [10, 1200] }], unit: '€' },
      'Guests\nBar chart. Jan €10, Feb €1,200',
    ],
    [
      {
        kind: 'line',
        labels: ['a', 'b'],
        series: [
          { name: 'One', values: [1, null] },
          { name: 'Two', values: [-0.001234, 3] },
        ],
        target: { value: 5 },
        annotations: [{ at: 'b', text: 'Release' }],
      },
      'Line chart. One: a 1\nTwo: a -0.0012, b 3\nTarget: 5\nb: Release',
    ],
    [
      {
        kind: 'bar',
        stacked: true,
        labels: ['a'],
        series: [{ values: [1] }],
        thresholds: [{ value: 2, tone: 'bad', label: 'Too much' }],
      },
      'Stacked bar chart. a 1\nToo much: 2',
    ],
    [
      { kind: 'gauge', title: 'Load', value: 72, unit: '%', target: { value: 80 } },
      'Load\n72% on a scale from 0% to 100%; target: 80%',
    ],
    [
      {
        kind: 'scatter',
        series: [
          {
            points: [
              { x: 1, y: 5 },
              { x: 3, y: -2 },
            ],
          },
        ],
      },
      'Scatter chart. 2 points, x 1 to 3, y -2 to 5',
    ],
    [
      {
        kind: 'timeline',
        items: [
          { label: 'Test', start: '2026-01-05', end: '2026-01-09' },
          { label: 'Go', start: '2026-02-01' },
        ],
      },
      'Timeline.\nTest: 2026-01-05 to 2026-01-09\nGo: 2026-02-01',
    ],
  ])('tells its figures %#', (input, words) => {
    expect(describeChart(defineChart(input))).toBe(words)
  })

  it('tells the ends and the extremes of many figures', () => {
    const values = Array.from({ length: 30 }, (_, i) => (i === 7 ? 99 : i))
    const labels = values.map((_, i) => `d${i}`)
    expect(describeChart(defineChart({ kind: 'area', labels, series: [{ values }] }))).toBe(
      'Area chart. 30 values from d0 0 to d29 29; lowest d0 0, highest d7 99',
    )
  })
})

describe('a chart as another kind', () => {
  const bar = defineChart({
    kind: 'bar',
    labels: ['a', 'b'],
    series: [{ values: [1, -2] }],
    stacked: true,
    target: { value: 3 },
  }) as Plotted

  it('loses what that kind does not know', () => {
    expect(asKind(bar, 'line')).toMatchObject({ kind: 'line', stacked: false, target: { value: 3 } })
    expect(asKind(bar, 'heatmap')).not.toHaveProperty('target')
  })

  it('is none where that kind cannot show the figures', () => {
    expect(asKind(bar, 'pie')).toBeUndefined()
    expect(asKind(bar, 'radar')).toBeUndefined()
  })
})

describe('figures', () => {
  it.each([
    [1234.5, { unit: '€' }, '€1,234.5'],
    [-3, { unit: '$' }, '-$3'],
    [0.5, { unit: '%' }, '0.5%'],
    [12, { unit: 'ms', decimals: 2 }, '12.00 ms'],
    [0.00012345, {}, '0.00012'],
  ])('%s %j reads %s', (value, format, text) => expect(formatFigure(value, format)).toBe(text))

  it('are short on scales', () => {
    expect(formatTick(12_500_000, { unit: '€' })).toBe('€12.5M')
    expect(formatTick(9_500)).toBe('9,500')
  })
})
