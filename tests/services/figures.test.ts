// What pictures show, read back as figures in the real sandbox: whoever cannot see them, or wants them as another chart, has them too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isDockerThere } from '../../scripts/docker.ts'
import type { Sandbox } from '../../src/ports/sandbox.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { createQuietLog, noMetrics } from '../support/quiet.ts'

const hasDocker = await isDockerThere()
const months = `['Jan', 'Feb', 'Mar']`

/** Each as its kind, its labels and its series. */
const read: [name: string, code: string, shown: object][] = [
  [
    'bars and their titles',
    `plt.bar(${months}, [3, 1, 2]); plt.title('Guests'); plt.ylabel('people')`,
    { kind: 'bar', title: 'Guests', yTitle: 'people', labels: ['Jan', 'Feb', 'Mar'], series: [['', [3, 1, 2]]] },
  ],
  [
    'lying bars',
    `plt.barh(${months}, [3, 1, 2])`,
    { kind: 'bar', horizontal: true, labels: ['Jan', 'Feb', 'Mar'], series: [['', [3, 1, 2]]] },
  ],
  [
    'bars beside each other, as pandas draws them',
    `pd.DataFrame({'in': [3, 1], 'out': [2, 5]}, index=['Jan', 'Feb']).plot.bar()`,
    {
      ...{ kind: 'bar', stacked: false, labels: ['Jan', 'Feb'] },
      series: [
        ['in', [3, 1]],
        ['out', [2, 5]],
      ],
    },
  ],
  [
    'stacked bars',
    `pd.DataFrame({'in': [3, 1], 'out': [2, 5]}, index=['Jan', 'Feb']).plot.bar(stacked=True)`,
    {
      ...{ kind: 'bar', stacked: true, labels: ['Jan', 'Feb'] },
      series: [
        ['in', [3, 1]],
        ['out', [2, 5]],
      ],
    },
  ],
  [
    'a histogram, by its ranges',
    'plt.hist([1, 1, 2, 3], bins=[0, 2, 4])',
    { kind: 'bar', labels: ['0 to 2', '2 to 4'], series: [['', [2, 2]]] },
  ],
  [
    'bars at years',
    'plt.bar([2024, 2025, 2026], [3, 1, 2])',
    { kind: 'bar', labels: ['2024', '2025', '2026'], series: [['', [3, 1, 2]]] },
  ],
  [
    'lines with a gap, and not the mark across them',
    `plt.plot(${months}, [3, float('nan'), 2], label='in'); plt.plot(${months}, [1, 1, 1], label='out'); plt.axhline(2)`,
    {
      kind: 'line',
      labels: ['Jan', 'Feb', 'Mar'],
      series: [
        ['in', [3, null, 2]],
        ['out', [1, 1, 1]],
      ],
    },
  ],
  [
    'lines over dates',
    `pd.Series([3, 1, 2], index=pd.date_range('2026-01-01', periods=3)).plot()`,
    { kind: 'line', labels: ['2026-01-01', '2026-01-02', '2026-01-03'], series: [['', [3, 1, 2]]] },
  ],
  [
    'lines over uneven distances, as points',
    'plt.plot([0, 1, 10], [3, 1, 2])',
    {
      kind: 'scatter',
      series: [
        [
          '',
          [
            [0, 3],
            [1, 1],
            [10, 2],
          ],
        ],
      ],
    },
  ],
  [
    'points',
    'plt.scatter([1, 2], [3, 4])',
    {
      kind: 'scatter',
      series: [
        [
          '',
          [
            [1, 3],
            [2, 4],
          ],
        ],
      ],
    },
  ],
  [
    'slices, as they were given',
    `plt.pie([30, 10], labels=['in', 'out'])`,
    { kind: 'pie', labels: ['in', 'out'], series: [['', [30, 10]]] },
  ],
]

describe.skipIf(!hasDocker)('what a figure shows (needs Docker)', () => {
  let sandbox: Sandbox

  beforeAll(async () => {
    const config = { kind: 'docker', image: 'bellhop-sandbox', runtime: undefined, dockerHost: undefined } as const
    sandbox = openSandbox({ config, log: createQuietLog(), metrics: noMetrics, looksAhead: false, atOnce: 2, ready: 2 })
  })
  afterAll(() => sandbox.stop())

  const made = async (code: string) => {
    const run = await sandbox.run({ code, owner: 'olivia', signal: AbortSignal.timeout(60_000) })
    expect([run.outcome, run.stderr, run.leftOut, run.stdout]).toEqual(['done', '', [], ''])
    const [plot, ...others] = run.artifacts
    expect([plot?.kind, plot?.mediaType, others]).toEqual(['plot', 'image/png', []])
    return plot
  }

  it.each(read)('is read back: %s', async (_name, code, shown) => {
    const chart = (await made(code))?.chart
    expect(chart && { ...chart, series: 'series' in chart ? chart.series.map(plainly) : [] }).toMatchObject(shown)
  })

  it('is a table where it is of boxes', async () => {
    const plot = await made(`plt.boxplot([[1, 2, 3, 4, 5], [2, 2, 2]], tick_labels=['in', 'out'])`)
    expect(plot?.chart).toBeUndefined()
    expect(plot?.table?.rows).toEqual([
      ['in', '1', '2', '3', '4', '5'],
      ['out', '2', '2', '2', '2', '2'],
    ])
  })

  it.each([
    ['several plots', 'figure, (a, b) = plt.subplots(2); a.plot([1, 2]); b.plot([2, 1])'],
    ['a picture', 'plt.imshow([[1, 2], [3, 4]])'],
    ['bars and a line', 'plt.bar([1, 2], [3, 4]); plt.plot([1, 2], [3, 4])'],
    ['points and the line through them', 'plt.scatter([1, 2], [3, 4]); plt.plot([1, 2], [3, 4])'],
    ['bars that float', 'plt.bar([1, 2], [3, 4], bottom=[10, 20])'],
    ['two lines of one name', "plt.plot([1, 2], label='a'); plt.plot([3, 4], label='a')"],
    ['one label twice', "plt.bar([0, 1], [3, 4], tick_label=['Jan', 'Jan'])"],
    ['more bars than can be read', 'plt.bar(range(900), range(900))'],
    ['axes that lie about themselves', 'plt.plot([1, 2]); plt.gca().has_data = lambda: 1 / 0'],
  ])('stays a picture only where it shows %s', async (_name, code) => {
    const plot = await made(code)
    expect([plot?.chart, plot?.table]).toEqual([undefined, undefined])
  })
})

type Series = { name: string; values?: (number | null)[]; points?: { x: number; y: number }[] }

function plainly({ name, values, points }: Series) {
  return [name, values ?? points?.map(({ x, y }) => [x, y])]
}
