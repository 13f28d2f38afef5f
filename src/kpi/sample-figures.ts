// The figures of a company that does not exist: the same for everybody who asks on the same day.
import { addDays, addMonths, type Day, partsOf } from '../domain/days.ts'
import type { KpiSeries } from '../domain/kpi.ts'

type Traits = Pick<KpiSeries, 'name' | 'unit' | 'direction' | 'aggregate' | 'owner' | 'target'>
type Sample = Traits & { from: number; to: number; swing: number; decimals: number; weekend: number }

const up = { direction: 'up', aggregate: 'sum', decimals: 0, swing: 0.12, weekend: 1 } as const
const down = { ...up, direction: 'down' } as const

/** From what it was fourteen months ago to what it is today, with a swing about it and quieter weekends. */
const samples: Sample[] = [
  { ...up, name: 'Revenue', unit: '€', owner: 'Finance', target: 430_000, from: 9_400, to: 14_600, weekend: 0.45 },
  {
    ...up,
    name: 'Costs',
    unit: '€',
    owner: 'Finance',
    target: 300_000,
    from: 8_300,
    to: 9_900,
    direction: 'down',
    weekend: 0.8,
  },
  {
    ...up,
    name: 'Cash',
    unit: '€',
    owner: 'Finance',
    target: 900_000,
    from: 610_000,
    to: 1_040_000,
    aggregate: 'last',
    swing: 0.01,
  },
  {
    ...up,
    name: 'Gross margin',
    unit: '%',
    owner: 'Finance',
    target: 62,
    from: 58,
    to: 64,
    aggregate: 'average',
    swing: 0.02,
    decimals: 1,
  },
  {
    ...up,
    name: 'Active customers',
    unit: '',
    owner: 'Success',
    target: 1_500,
    from: 1_080,
    to: 1_560,
    aggregate: 'last',
    swing: 0.004,
  },
  {
    ...down,
    name: 'Churn',
    unit: '%',
    owner: 'Success',
    target: 2,
    from: 2.9,
    to: 1.8,
    aggregate: 'average',
    decimals: 2,
  },
  { ...up, name: 'NPS', unit: '', owner: 'Success', target: 45, from: 36, to: 48, aggregate: 'average', swing: 0.08 },
  { ...up, name: 'Visitors', unit: '', owner: 'Marketing', target: 95_000, from: 2_300, to: 3_500, weekend: 0.6 },
  { ...up, name: 'Leads', unit: '', owner: 'Marketing', target: 3_000, from: 74, to: 118, weekend: 0.4 },
  { ...up, name: 'Opportunities', unit: '', owner: 'Sales', target: 700, from: 17, to: 27, weekend: 0.2 },
  { ...up, name: 'Deals won', unit: '', owner: 'Sales', target: 180, from: 4.4, to: 7.2, weekend: 0.1 },
  { ...down, name: 'Incidents', unit: '', owner: 'Operations', target: 20, from: 1.4, to: 0.6, swing: 0.9 },
  {
    ...up,
    name: 'Uptime',
    unit: '%',
    owner: 'Operations',
    target: 99.9,
    from: 99.85,
    to: 99.95,
    aggregate: 'average',
    swing: 0.0005,
    decimals: 3,
  },
  {
    ...down,
    name: 'Response time',
    unit: 'ms',
    owner: 'Operations',
    target: 250,
    from: 320,
    to: 230,
    aggregate: 'average',
  },
  { ...down, name: 'Open tickets', unit: '', owner: 'Operations', target: 60, from: 96, to: 52, aggregate: 'last' },
]

const monthsBack = 14

export type SampleSeries = Traits & { points: { day: Day; value: number }[] }

/** Up to the day before today. */
export function sampleFigures(today: Day): SampleSeries[] {
  const first = addMonths(today, -monthsBack)
  const days: Day[] = []
  for (let day = first; day < today; day = addDays(day, 1)) days.push(day)
  return samples.map(({ from, to, swing, decimals, weekend, ...traits }) => ({
    ...traits,
    points: days.map((day, i) => {
      const level = from + ((to - from) * i) / days.length
      const quiet = isWeekend(day) ? weekend : 1
      const value = level * quiet * (1 + swing * (2 * chance(`${traits.name} ${day}`) - 1))
      return { day, value: Math.max(0, Number(value.toFixed(decimals))) }
    }),
  }))
}

function isWeekend(day: Day): boolean {
  const { year, month, date } = partsOf(day)
  return [0, 6].includes(new Date(Date.UTC(year, month - 1, date)).getUTCDay())
}

/** From 0 up to 1, always the same for the same words. */
function chance(words: string): number {
  let hash = 2_166_136_261
  for (const character of words) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619)
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
