// What figures come to, against an oracle that knows nothing but lists of days.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, type Day } from '../../../src/domain/days.ts'
import type { KpiPoint, KpiSeries } from '../../../src/domain/kpi.ts'
import { bucketsOf, measure, targetIn, valueIn } from '../../../src/domain/measure-kpi.ts'
import type { Period } from '../../../src/domain/period.ts'
import { showChange, showTarget, sparkline } from '../../../src/domain/show-kpi.ts'

const revenue: KpiSeries = {
  ...{
    id: 'a',
    name: 'Revenue',
    unit: '€',
    direction: 'up',
    aggregate: 'sum',
    owner: '',
    target: null,
    isSample: false,
  },
}
const month: Period = { kind: 'toDate', unit: 'month' }

function daily(from: Day, to: Day, value = 1): KpiPoint[] {
  const points: KpiPoint[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) points.push({ day, value })
  return points
}

describe('a KPI', () => {
  it('is compared with as many days of the month before', () => {
    const found = measure(revenue, daily('2026-01-01', '2026-03-31'), month, '2026-03-31')
    expect([found.value, found.valueBefore, found.change]).toEqual([31, 28, 3 / 28])
  })

  it('that came in once a month is compared with the month before', () => {
    const monthly = ['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01'].map((day, i) => ({ day, value: 100 + i }))
    expect(measure(revenue, monthly, month, '2026-11-27')).toMatchObject({ value: 103, valueBefore: 102 })
  })

  it('leaves gaps out of a mean, and takes the last there is of a level', () => {
    const points = [
      { day: '2026-11-02', value: 10 },
      { day: '2026-11-20', value: 20 },
    ]
    const span = { from: '2026-11-01', to: '2026-11-30' }
    expect(valueIn('average', points, span)).toBe(15)
    expect(valueIn('last', points, span)).toBe(20)
    expect(valueIn('sum', points, { from: '2026-11-03', to: '2026-11-19' })).toBeNull()
  })

  it('is compared with nothing where its figures begin in the middle', () => {
    const year: Period = { kind: 'toDate', unit: 'year' }
    const late = measure(revenue, daily('2025-09-01', '2026-11-26'), year, '2026-11-27')
    expect([late.value, late.valueBefore, late.change]).toEqual([330, null, null])
    // A holiday at the beginning is no missing half.
    expect(measure(revenue, daily('2025-01-02', '2026-11-26'), year, '2026-11-27').valueBefore).toBe(329)
  })

  it('ignores what is said of days to come', () => {
    expect(measure(revenue, daily('2026-10-01', '2026-12-31'), month, '2026-11-10').value).toBe(10)
  })

  it('has as much of a month’s target as the span has of the month, and the whole of a level', () => {
    const sums = { aggregate: 'sum', target: 3_000 } as const
    expect(targetIn(sums, { from: '2026-11-01', to: '2026-11-15' })).toBe(1_500)
    expect(targetIn(sums, { from: '2024-01-01', to: '2024-02-29' })).toBe(6_000)
    expect(targetIn(sums, { from: '2024-02-29', to: '2024-02-29' })).toBeCloseTo(3_000 / 29, 9)
    expect(targetIn({ aggregate: 'average', target: 3_000 }, { from: '2026-11-01', to: '2026-11-15' })).toBe(3_000)
  })

  it('says whether it is good by where it ought to go', () => {
    const few = { ...revenue, name: 'Incidents', unit: '', direction: 'down', target: 40 } as const
    const found = measure(few, daily('2026-10-01', '2026-11-15'), month, '2026-11-15')
    expect(found.isGood).toBe(true)
    expect(showTarget(found, few)).toBe('✓ 20')
    expect(
      showTarget(measure({ ...few, direction: 'up' }, daily('2026-10-01', '2026-11-15'), month, '2026-11-15'), few),
    ).toBe('✗ 20')
  })

  it('tells a share by its points and everything else by its part', () => {
    const points = [...daily('2026-10-01', '2026-10-31', 4), ...daily('2026-11-01', '2026-11-30', 5)]
    const share = { ...revenue, unit: '%', aggregate: 'average' } as const
    expect(showChange(measure(share, points, month, '2026-11-30'), share)).toBe('▲ 1 pts')
    const plain = { ...share, unit: '' } as const
    expect(showChange(measure(plain, points, month, '2026-11-30'), plain)).toBe('▲ 25.0%')
    const hardly = [...daily('2026-10-01', '2026-10-31', 1e6), ...daily('2026-11-01', '2026-11-30', 1e6 + 1)]
    expect(showChange(measure(plain, hardly, month, '2026-11-30'), plain)).toBe('＝ 0.0%')
  })

  it('draws its trend in strokes', () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▂▃▄▅▆▇█')
    expect(sparkline([null, 5, null, 5])).toBe('▄ ▄')
    expect(sparkline([null, 5])).toBe('–')
  })

  const day = fc
    .date({ min: new Date('1999-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  const history = day.chain((today) =>
    fc
      .uniqueArray(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 120 })
      .map((ages) => ({ today, days: ages.toSorted((a, b) => b - a).map((age) => addDays(today, -age)) })),
  )

  it('is what a person with a pencil gets, for any days, gaps and periods', () => {
    const period = fc.oneof(
      fc.constantFrom('month', 'quarter', 'year').map((unit): Period => ({ kind: 'toDate', unit })),
      fc.integer({ min: 1, max: 400 }).map((count): Period => ({ kind: 'last', count, unit: 'day' })),
      fc.integer({ min: 1, max: 24 }).map((count): Period => ({ kind: 'last', count, unit: 'month' })),
    )
    fc.assert(
      fc.property(history, period, fc.constantFrom('sum', 'average', 'last'), ({ today, days }, asked, aggregate) => {
        const points = days.map((each, i) => ({ day: each, value: (i * 37) % 101 }))
        const { span, value } = measure({ ...revenue, aggregate }, points, asked, today)
        const within = points.filter((point) => listed(span.from, span.to).has(point.day)).map((point) => point.value)
        expect(value).toBe(byPencil(aggregate, within))
        expect(span.to <= today).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is the sum of its buckets, whatever their size', () => {
    fc.assert(
      fc.property(history, fc.constantFrom('day', 'week', 'month'), ({ today, days }, size) => {
        const span = { from: addMonths(today, -20), to: today }
        const points = days.map((each, i) => ({ day: each, value: i + 1 }))
        const buckets = bucketsOf(span, size)
        const total = buckets.reduce((sum, bucket) => sum + (valueIn('sum', points, bucket) ?? 0), 0)
        expect(total).toBe(valueIn('sum', points, span) ?? 0)
        expect(buckets.every((bucket, i) => i === 0 || bucket.from === addDays(buckets[i - 1]?.to ?? '', 1))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})

function listed(from: Day, to: Day): Set<Day> {
  const days = new Set<Day>()
  for (
    const date = new Date(`${from}T00:00:00Z`);
    date.toISOString().slice(0, 10) <= to;
    date.setUTCDate(date.getUTCDate() + 1)
  )
    days.add(date.toISOString().slice(0, 10))
  return days
}

function byPencil(aggregate: string, values: number[]): number | null {
  if (values.length === 0) return null
  const sum = values.reduce((total, value) => total + value, 0)
  if (aggregate === 'last') return values[values.length - 1] ?? null
  return aggregate === 'sum' ? sum : Number((sum / values.length).toPrecision(15))
}
