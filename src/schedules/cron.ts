// Five fields that say at which minutes of a calendar something is due.
import { BellhopError } from '../domain/errors.ts'

export type Cron = {
  minutes: number[]
  hours: number[]
  /** Due at each hour, or at every so many: then the clock's own jumps are nobody's business. */
  isHourly: boolean
  isDue(day: { year: number; month: number; day: number; weekday: number }): boolean
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

export function parseCron(text: string): Cron {
  const fields = text.trim().toLowerCase().split(/\s+/)
  const [minute, hour, dayOfMonth, month, weekday] = fields
  if (fields.length !== 5 || !minute || !hour || !dayOfMonth || !month || !weekday) throw notCron(text)
  const read = (field: string, from: number, to: number, names: string[] = [], first = 0) => {
    const found = readField(field, from, to, names, first)
    if (!found) throw notCron(text)
    return found
  }
  const isLast = dayOfMonth === 'l'
  const days = isLast ? [] : read(dayOfMonth, 1, 31)
  const inMonths = new Set(read(month, 1, 12, months, 1))
  const onWeekdays = new Set(read(weekday, 0, 7, weekdays).map((one) => one % 7))
  const [anyDay, anyWeekday] = [dayOfMonth.startsWith('*'), weekday.startsWith('*')]
  return {
    minutes: read(minute, 0, 59),
    hours: read(hour, 0, 23),
    isHourly: hour.startsWith('*'),
    isDue(at) {
      if (!inMonths.has(at.month)) return false
      const isDay = isLast ? at.day === daysIn(at.year, at.month) : days.includes(at.day)
      // As cron has it: of two that are both named, either will do.
      if (!anyDay && !anyWeekday) return isDay || onWeekdays.has(at.weekday)
      return isDay && onWeekdays.has(at.weekday)
    },
  }
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Undefined when it is none, or holds nothing. */
function readField(field: string, from: number, to: number, names: string[], first: number): number[] | undefined {
  const found = new Set<number>()
  const numberOf = (word: string) => (names.includes(word) ? names.indexOf(word) + first : Number(word || Number.NaN))
  for (const part of field.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? []
    const [start = '', end] = range === '*' ? [String(from), String(to)] : range.split('-')
    const by = Number(step ?? 1)
    const low = numberOf(start)
    const high = end === undefined ? (step === undefined ? low : to) : numberOf(end)
    const isSound = [low, high, by].every(Number.isInteger) && by > 0 && from <= low && low <= high && high <= to
    if (!isSound || range.split('-').length > 2) return undefined
    for (let value = low; value <= high; value += by) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

function notCron(text: string): BellhopError {
  return new BellhopError('invalid', `“${text.slice(0, 80)}” is not a schedule.`, {
    nextStep: 'Use five fields: minute, hour, day, month, weekday. `0 9 * * 1-5` is nine o’clock on working days.',
  })
}
