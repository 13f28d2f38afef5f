// Spans of days as people name them (mtd, last 30d, 2026-Q1), and the span before that each is compared with.
import {
  addDays,
  addMonths,
  type CalendarUnit,
  type Day,
  endOf,
  isDay,
  monthsIn,
  showDay,
  showMonth,
  startOf,
} from './days.ts'

export type Period =
  | { kind: 'toDate'; unit: CalendarUnit }
  | { kind: 'last'; count: number; unit: 'day' | 'month' }
  | { kind: 'whole'; unit: CalendarUnit; start: Day }

export type Span = { from: Day; to: Day }

export const periodForms = 'mtd, qtd, ytd, last 30d, last 12w, last 6 months, 2026-02, 2026-Q1 or 2026'

const toDate: Record<string, CalendarUnit> = { mtd: 'month', qtd: 'quarter', ytd: 'year' }
const words: Record<string, Period> = {
  'this month': { kind: 'toDate', unit: 'month' },
  'this quarter': { kind: 'toDate', unit: 'quarter' },
  'this year': { kind: 'toDate', unit: 'year' },
}

/** What a text begins or ends with, as long as it is a period, and how it was said; the rest is somebody else's. */
export function splitPeriod(text: string): { period: Period | undefined; said: string; rest: string } {
  const all = text.trim().split(/\s+/).filter(Boolean)
  for (const length of [3, 2, 1])
    for (const start of new Set([0, all.length - length])) {
      if (start < 0) continue
      const said = all.slice(start, start + length).join(' ')
      const period = readPeriod(said)
      if (period) return { period, said, rest: [...all.slice(0, start), ...all.slice(start + length)].join(' ') }
    }
  return { period: undefined, said: '', rest: all.join(' ') }
}

export function readPeriod(text: string): Period | undefined {
  const said = text.trim().toLowerCase()
  const unit = toDate[said]
  if (unit) return { kind: 'toDate', unit }
  return words[said] ?? readLast(said) ?? readWhole(said)
}

function readLast(said: string): Period | undefined {
  const [, number = '1', name = ''] =
    /^last(?: (\d{1,4}))? ?(d|days?|w|weeks?|m|months?|q|quarters?|y|years?)$/.exec(said) ?? []
  const count = Number(number)
  const size = { d: 1, w: 7, m: 1, q: 3, y: 12 }[name.charAt(0)]
  if (!size || count < 1) return undefined
  const isDays = name.startsWith('d') || name.startsWith('w')
  const total = count * size
  if (total > (isDays ? 3_660 : 120)) return undefined
  return { kind: 'last', count: total, unit: isDays ? 'day' : 'month' }
}

function readWhole(said: string): Period | undefined {
  const [, year, quarter, month] = /^((?:19|2\d)\d{2})(?:-?q([1-4])|-(\d{2}))?$/.exec(said) ?? []
  if (!year) return undefined
  if (quarter) return whole('quarter', `${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`)
  return month ? whole('month', `${year}-${month}-01`) : whole('year', `${year}-01-01`)
}

function whole(unit: CalendarUnit, start: Day): Period | undefined {
  return isDay(start) ? { kind: 'whole', unit, start } : undefined
}

/**
 * The days meant today, and those they are compared with. A span that runs to today ends with the last figure that is in it, so
 * that three weeks of figures are not compared with a whole month.
 */
export function spansOf(period: Period, today: Day, lastFigure?: Day): { span: Span; before: Span } {
  const open = spanUpTo(period, today)
  if (period.kind === 'whole' && open.to < today) return both(period, open)
  const isWithin = lastFigure !== undefined && lastFigure >= open.from && lastFigure < open.to
  return both(period, isWithin ? spanUpTo(period, lastFigure) : open)
}

function spanUpTo(period: Period, day: Day): Span {
  switch (period.kind) {
    case 'toDate':
      return { from: startOf(period.unit, day), to: day }
    case 'last':
      return { from: period.unit === 'day' ? addDays(day, 1 - period.count) : afterMonths(day, -period.count), to: day }
    case 'whole': {
      const end = endOf(period.unit, period.start)
      return { from: period.start, to: day >= period.start && day < end ? day : end }
    }
  }
}

function both(period: Period, span: Span): { span: Span; before: Span } {
  if (period.kind === 'last') {
    const to = addDays(span.from, -1)
    const from = period.unit === 'day' ? addDays(to, 1 - period.count) : afterMonths(to, -period.count)
    return { span, before: { from, to } }
  }
  const back = -monthsIn[period.unit]
  const isWhole = span.to === endOf(period.unit, span.from)
  const from = addMonths(span.from, back)
  // A whole month is compared with a whole month, though one has more days.
  return { span, before: { from, to: isWhole ? endOf(period.unit, from) : addMonths(span.to, back) } }
}

/** The day after the same day so many months away. */
function afterMonths(day: Day, count: number): Day {
  return addDays(addMonths(day, count), 1)
}

/** `1 to 27 Nov 2026` */
export function showSpan({ from, to }: Span): string {
  if (from === to) return showDay(from)
  if (from === startOf('month', from) && to === endOf('month', from)) return showMonth(from)
  const isOneYear = from.slice(0, 4) === to.slice(0, 4)
  return `${showDay(from, isOneYear)} to ${showDay(to)}`
}
