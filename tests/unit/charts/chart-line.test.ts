// What people type after `chart`, and what the buttons of a chart say.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chart } from '../../../src/commands/chart/chart.ts'
import { type ChartSpec, defineChart, plottedKinds } from '../../../src/domain/chart.ts'
import { toBellhopError } from '../../../src/domain/errors.ts'
import { createRegistry } from '../../../src/gate/registry.ts'
import { drawChartTool } from '../../../src/tools/draw-chart.ts'
import { toChartLine } from '../../../src/tools/to-chart-line.ts'

const renderer = { draw: async () => Buffer.from(''), drawSvg: async () => Buffer.from('') }
const registry = createRegistry({ commands: [chart(drawChartTool(renderer))], tools: [] })

function read(line: string): ChartSpec {
  return registry.findLine(line)?.parse() as ChartSpec
}

function refusal(line: string): string {
  try {
    return `drawn: ${JSON.stringify(read(line))}`
  } catch (thrown) {
    return toBellhopError(thrown).message
  }
}

describe('chart', () => {
  it('reads labels and values', () => {
    expect(read('chart bar Jan=10 Feb=12')).toEqual(
      defineChart({ kind: 'bar', labels: ['Jan', 'Feb'], series: [{ values: [10, 12] }] }),
    )
  })

  it.each([
    ['spaces around the sign', 'chart bar Jan = 10 Feb= 12'],
    ['commas between', 'chart bar Jan=10, Feb=12'],
    ['colons', 'chart bar Jan:10 Feb:12'],
    ['lines', 'chart bar\nJan=10\nFeb=12'],
    ['a table with commas', 'chart bar\nMonth,Guests\nJan,10\nFeb,12'],
    ['a table from a spreadsheet', 'chart bar Month\tGuests\nJan\t10\nFeb\t12'],
    [
      'a Markdown table in a code block',
      'chart bar ```\n| Month | Guests |\n|---|---|\n| Jan | 10 |\n| Feb | 12 |\n```',
    ],
  ])('reads %s', (_, line) => {
    expect(read(line)).toMatchObject({ labels: ['Jan', 'Feb'], series: [{ values: [10, 12] }] })
  })

  it('reads quoted labels, flags before and after, and a unit from the figures', () => {
    const spec = read('chart bar --dark "New York"=€1,200 "a=b"=€-3.5 ‟x”=€2k --title “Sales by place” --horizontal')
    expect(spec).toMatchObject({ title: 'Sales by place', unit: '€', theme: 'dark', horizontal: true })
    expect(spec).toMatchObject({ labels: ['New York', 'a=b', '‟x”'], series: [{ values: [1200, -3.5, 2000] }] })
  })

  it('reads several series, with gaps where a label is missing', () => {
    expect(read('chart line Lift: Mon=18 Tue=31 "By stairs": Tue=7')).toMatchObject({
      labels: ['Mon', 'Tue'],
      series: [
        { name: 'Lift', values: [18, 31] },
        { name: 'By stairs', values: [null, 7] },
      ],
    })
    expect(read('chart line\nDay;Lift;"By stairs"\n"Mon; early";18;\nTue;31;7\n--title Guests')).toMatchObject({
      title: 'Guests',
      labels: ['Mon; early', 'Tue'],
      series: [
        { name: 'Lift', values: [18, 31] },
        { name: 'By stairs', values: [null, 7] },
      ],
    })
  })

  it('reads gauges, points and dates', () => {
    expect(read('chart gauge Uptime=99.5%')).toMatchObject({ value: 99.5, unit: '%', title: 'Uptime', max: 100 })
    expect(read('chart gauge 340 --target 400')).toMatchObject({ value: 340, target: { value: 400 }, max: 400 })
    expect(read('chart scatter 1,2 3,4.5')).toMatchObject({
      series: [
        {
          points: [
            { x: 1, y: 2 },
            { x: 3, y: 4.5 },
          ],
        },
      ],
    })
    expect(read('chart timeline "Code freeze"=2026-03-01 Test=2026-03-02..2026-03-09')).toMatchObject({
      items: [
        { label: 'Code freeze', start: '2026-03-01' },
        { label: 'Test', end: '2026-03-09' },
      ],
    })
  })

  it.each([
    ['chart bar Jan=ten', '“ten” is no figure'],
    ['chart bar\nMonth,Guests\nJan,10\nFeb,many', 'line 3 has “many” where a figure belongs'],
    ['chart blob 3', 'must be `bar`, `line`'],
    ['chart bar Jan=1 --tilte x', 'there is no `--tilte` (did you mean `--title`?)'],
    ['chart bar "Jan=1', 'the quotation mark'],
    ['chart line Jan=1 --stacked', 'only bars and areas can be stacked'],
    ['chart pie Jan=-1', 'a value of 0 or more'],
    ['chart radar Jan=1 Feb=2', 'a radar shows 3 to 20 labels'],
    ['chart gauge a=b', 'write it like `72 --max 100`'],
    ['chart gauge 7 --min 9 --max 3', 'a max above its min'],
    ['chart scatter 1', '“1” is no point'],
    ['chart timeline Test=soon', 'write it like `Design=2026-01-05..2026-02-20'],
    ['chart timeline Test=2026-02-31', '2026-01-31'],
    ['chart timeline Test=2026-03-02..2026-03-01', 'ends before it starts'],
    ['chart line Jan=1 --note Launch', 'write it like `--note "Mar=Launch"`'],
    ['chart line Jan=1 --note Feb=Launch', 'there is no label Feb to annotate'],
    [`chart line ${'9=1 '.repeat(1_001)}`, 'more than 1,000 labels'],
  ])('refuses %s with the form that is expected', (line, said) => {
    expect(refusal(line)).toContain(said)
    expect(refusal(line)).toMatch(/type `\/chart <kind> <label=value…>.*for example `\/chart bar Jan=10 Feb=12`\.$/)
  })

  it.each([
    ['chart line revenue last 6 months', { from: 'kpis', what: 'revenue', period: 'last 6 months' }],
    [
      'chart bar revenue, costs ytd --dark',
      { from: 'kpis', what: 'revenue, costs', period: 'ytd', look: { dark: true } },
    ],
    ['chart line 2026-Q1 Deals won', { from: 'kpis', what: 'Deals won', period: '2026-Q1' }],
    ['chart area Revenue --title "What came in"', { from: 'kpis', what: 'Revenue', look: { title: 'What came in' } }],
    ['chart bar', { from: 'file', kind: 'bar' }],
    ['chart bar --dark', { from: 'file', look: { dark: true } }],
  ])('looks for the figures of %s elsewhere', (line, asked) => {
    expect(read(line)).toMatchObject(asked)
  })

  it('takes lines and remarks by name', () => {
    expect(
      read('chart line Jan=10 Feb=12 --note Feb=Launch --note "Jan=New year" --good 11 --bad 9 --svg'),
    ).toMatchObject({
      svg: true,
      annotations: [
        { at: 'Feb', text: 'Launch' },
        { at: 'Jan', text: 'New year' },
      ],
      thresholds: [
        { value: 11, tone: 'good' },
        { value: 9, tone: 'bad' },
      ],
    })
  })

  it('never says anything else than a sentence, whatever is typed', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom(...'a1=:,;|"\n -–€%`#') }))
    fc.assert(
      fc.property(fc.constantFrom('bar', 'gauge', 'scatter', 'timeline', 'pie'), text, (kind, data) => {
        const said = refusal(`chart ${kind} ${data}`)
        expect(said).not.toMatch(/went wrong|undefined|NaN/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a button of a chart', () => {
  const label = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '' && !text.includes('\\'))
  const value = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 100)

  it('draws the very same figures', () => {
    const figures = fc.uniqueArray(label, { minLength: 3, maxLength: 6 }).chain((labels) =>
      fc.record({
        labels: fc.constant(labels),
        series: fc.uniqueArray(
          fc.record({ name: label, values: fc.array(value, { minLength: labels.length, maxLength: labels.length }) }),
          {
            minLength: 1,
            maxLength: 3,
            selector: (one) => one.name,
          },
        ),
        title: label,
        unit: fc.constantFrom('€', '%', 'ms', 'a b'),
        kind: fc.constantFrom(...plottedKinds.filter((kind) => kind === 'bar' || kind === 'line' || kind === 'radar')),
        theme: fc.constantFrom('light' as const, 'dark' as const),
      }),
    )
    fc.assert(
      fc.property(figures, (input) => {
        const spec = defineChart(input)
        const line = toChartLine(spec)
        expect(read(line ?? '')).toEqual(spec)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['chart gauge --title Load --unit % --min 10 --max 90 --target 80 72'],
    ['chart scatter --x Age --y Height "Room one": 1,2 3,-4.5 B: 0.5,1'],
    ['chart timeline --title Plan Design=2026-01-05..2026-02-20 "Go live"=2026-03-01'],
    ['chart bar --dark --target 5 --stacked A: x=1 y=n/a B: x=2 y=3'],
    ['chart line --good 5 --bad 2 --note "x=New lift" x=1 y=3'],
    ['chart gauge --good 80 --warn 60 --bad 0 --min 0 --max 90 72'],
  ])('says %s again', (line) => {
    expect(toChartLine(read(line))).toBe(line)
    expect(read(toChartLine(read(line)) ?? '')).toEqual(read(line))
  })

  it('is not offered where a chart has more than can be typed', () => {
    const marks = { thresholds: [{ value: 1, tone: 'good' as const, label: 'Enough' }] }
    expect(
      toChartLine(defineChart({ kind: 'bar', labels: ['a'], series: [{ values: [1] }], ...marks })),
    ).toBeUndefined()
  })
})
