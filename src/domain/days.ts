// Days of the calendar as text, such as 2026-02-28: they sort as they are, and no clock or time zone moves them.

export type Day = string

const msPerDay = 24 * 60 * 60_000

/** Whether there is such a day: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && toDay(fromDay(text)) === text
}

/** The day it is now where people are. */
export function dayIn(zone: string, now: number): Day {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const found = Object.fromEntries(parts.formatToParts(now).map(({ type, value }) => [type, value]))
  return `${found.year?.padStart(4, '0')}-${found.month}-${found.day}`
}

export function addDays(day: Day, count: number): Day {
  return toDay(fromDay(day) + count * msPerDay)
}

/** The same day of another month, or that month's last day where it has no such day. */
export function addMonths(day: Day, count: number): Day {
  const { year, month, date } = partsOf(day)
  const there = toDay(Date.UTC(year, month - 1 + count, 1))
  return withDate(there, Math.min(date, daysInMonth(there)))
}

/** How many days from one to the other, both counted. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((fromDay(to) - fromDay(from)) / msPerDay) + 1
}

export function daysInMonth(day: Day): number {
  const { year, month } = partsOf(day)
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

export type CalendarUnit = 'month' | 'quarter' | 'year'

export const monthsIn: Record<CalendarUnit, number> = { month: 1, quarter: 3, year: 12 }

/** The first day of the month, quarter or year that a day is in. */
export function startOf(unit: CalendarUnit, day: Day): Day {
  const { month } = partsOf(day)
  return withDate(addMonths(withDate(day, 1), -((month - 1) % monthsIn[unit])), 1)
}

export function endOf(unit: CalendarUnit, day: Day): Day {
  return addDays(addMonths(startOf(unit, day), monthsIn[unit]), -1)
}

/** The Monday of its week. */
export function weekOf(day: Day): Day {
  return addDays(day, -((new Date(fromDay(day)).getUTCDay() + 6) % 7))
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `28 Feb 2026`; without the year where it is said already. */
export function showDay(day: Day, withoutYear = false): string {
  const { year, month, date } = partsOf(day)
  return `${date} ${months[month - 1]}${withoutYear ? '' : ` ${year}`}`
}

/** `Feb 2026` */
export function showMonth(day: Day): string {
  const { year, month } = partsOf(day)
  return `${months[month - 1]} ${year}`
}

export function partsOf(day: Day): { year: number; month: number; date: number } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return { year, month, date }
}

function withDate(day: Day, date: number): Day {
  return `${day.slice(0, 8)}${String(date).padStart(2, '0')}`
}

function fromDay(day: Day): number {
  const { year, month, date } = partsOf(day)
  return Date.UTC(year, month - 1, date)
}

function toDay(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10)
}
