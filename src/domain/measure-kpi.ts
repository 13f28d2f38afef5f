// What a series comes to in a span of days: the value, the change, how far from the target, and how it went.
import { addDays, addMonths, type Day, daysBetween, daysInMonth, endOf, startOf, weekOf } from './days.ts'
import type { Aggregate, KpiPoint, KpiSeries } from './kpi.ts'
import { type Period, type Span, spansOf } from './period.ts'

export type Measured = {
  span: Span
  before: Span
  /** Null where there is no figure in the span. */
  value: number | null
  valueBefore: number | null
  /** Of one, so 0.25 is a quarter more; null where there is nothing to compare with, or that is 0. */
  change: number | null
  /** What the target comes to in this span. */
  target: number | null
  isGood: boolean | null
  /** The last twelve stretches of a week or a month, ending where the span does. */
  trend: (number | null)[]
}

const trendLength = 12

/** `points` are sorted and reach back far enough: see `neededFrom`. */
export function measure(series: KpiSeries, points: KpiPoint[], period: Period, today: Day): Measured {
  const known = points.filter(({ day }) => day <= today)
  const { span, before } = spansOf(period, today, known.at(-1)?.day)
  const value = valueIn(series.aggregate, known, span)
  const valueBefore = reachesBack(known, before) ? valueIn(series.aggregate, known, before) : null
  const target = targetIn(series, span)
  const isReached =
    value === null || target === null ? null : series.direction === 'up' ? value >= target : value <= target
  return {
    ...{ span, before, value, valueBefore, target },
    change:
      value === null || valueBefore === null || valueBefore === 0
        ? null
        : (value - valueBefore) / Math.abs(valueBefore),
    isGood: isReached,
    // A week of which only the end is known would look like a fall.
    trend: stretches(span).map((stretch) => {
      const isWhole = known[0] !== undefined && known[0].day <= stretch.from
      return isWhole ? valueIn(series.aggregate, known, stretch) : null
    }),
  }
}

/** What began in the middle of a span is not compared with it: half a year is no year. */
function reachesBack([first]: KpiPoint[], before: Span): boolean {
  return (
    first !== undefined &&
    (first.day <= before.from || daysBetween(before.from, first.day) <= daysBetween(before.from, before.to) / 10)
  )
}

/** From which day on points are needed to measure a period. */
export function neededFrom(period: Period, today: Day): Day {
  const { before } = spansOf(period, today)
  // A span that ends with an earlier figure reaches back as much further; the trend reaches back a year.
  return [addMonths(before.from, -12), addMonths(today, -26)].toSorted()[0] ?? today
}

export function valueIn(aggregate: Aggregate, points: KpiPoint[], { from, to }: Span): number | null {
  const values = points.filter(({ day }) => day >= from && day <= to).map(({ value }) => value)
  if (values.length === 0) return null
  if (aggregate === 'last') return values.at(-1) ?? null
  const total = plain(values.reduce((sum, value) => sum + value, 0))
  return aggregate === 'sum' ? total : plain(total / values.length)
}

/** Where days add up, as much of the month's target as the span has of each month. */
export function targetIn(
  { aggregate, target }: Pick<KpiSeries, 'aggregate' | 'target'>,
  { from, to }: Span,
): number | null {
  if (target === null || aggregate !== 'sum') return target
  let months = 0
  for (let start = from; start <= to; start = addDays(endOf('month', start), 1)) {
    const end = [endOf('month', start), to].toSorted()[0] ?? to
    months += daysBetween(start, end) / daysInMonth(start)
  }
  return plain(target * months)
}

/** Up to a quarter is looked at by weeks, what is longer by months. */
function stretches({ from, to }: Span): Span[] {
  const byMonth = daysBetween(from, to) > 100
  return Array.from({ length: trendLength }, (_, i) => {
    const back = trendLength - 1 - i
    if (!byMonth) return { from: addDays(to, -7 * back - 6), to: addDays(to, -7 * back) }
    return { from: addDays(addMonths(to, -back - 1), 1), to: addMonths(to, -back) }
  })
}

export type BucketSize = 'day' | 'week' | 'month'

/** The same without a first that is only a part: at the beginning of a chart it would look like a rise. */
export function chartBuckets(span: Span, size: BucketSize): Span[] {
  const [first, ...others] = bucketsOf(span, size)
  if (!first || others.length < 2 || first.from === startOfBucket(first.from, size))
    return first ? [first, ...others] : []
  return others
}

/** A span cut at the borders of days, weeks or months; the first and the last may have only a part of theirs. */
export function bucketsOf({ from, to }: Span, size: BucketSize): Span[] {
  const buckets: Span[] = []
  for (let start = from; start <= to; ) {
    const end = endOfBucket(start, size)
    buckets.push({ from: start, to: end < to ? end : to })
    start = addDays(end, 1)
  }
  return buckets
}

/** As fine as a chart can show. */
export function bucketSizeFor({ from, to }: Span): BucketSize {
  const days = daysBetween(from, to)
  return days <= 45 ? 'day' : days <= 120 ? 'week' : 'month'
}

function startOfBucket(day: Day, size: BucketSize): Day {
  if (size === 'day') return day
  return size === 'week' ? weekOf(day) : startOf('month', day)
}

function endOfBucket(day: Day, size: BucketSize): Day {
  if (size === 'day') return day
  return size === 'week' ? addDays(weekOf(day), 6) : endOf('month', day)
}

/** Sums of money have no digits behind the fifteenth. */
function plain(value: number): number {
  return Number(value.toPrecision(15))
}
