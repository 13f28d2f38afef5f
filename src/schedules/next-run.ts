// When a schedule is due next, on the clocks of its time zone: a time that the clocks skip is due as much later, one they show twice is due once.
import type { Cron } from './cron.ts'
import { instantsOf, localOf, steadyOffset } from './local-time.ts'

const dayMs = 86_400_000
/** From one leap day to the next it can be eight years. */
const mostDays = 8 * 366 + 2

export function nextRun(cron: Cron, timeZone: string, after: number): number | undefined {
  for (const next of runsAfter(cron, timeZone, after)) return next
  return undefined
}

/** How often it was due after `from`, up to and with `to`; no more than `most`. */
export function countRuns(cron: Cron, timeZone: string, from: number, to: number, most = 1_000): number {
  let count = 0
  for (const next of runsAfter(cron, timeZone, from)) {
    if (next > to || count >= most) break
    count++
  }
  return count
}

function* runsAfter(cron: Cron, timeZone: string, after: number): Generator<number> {
  const { year, month, day } = localOf(after, timeZone)
  // A time that was skipped at the end of a day may be due on the next.
  const start = Date.UTC(year, month - 1, day) - dayMs
  let last = after
  for (let i = 0; i < mostDays; i++) {
    const date = new Date(start + i * dayMs)
    const at = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
    if (!cron.isDue({ ...at, weekday: date.getUTCDay() })) continue
    for (const instant of instantsIn(cron, timeZone, date.getTime()).sort((a, b) => a - b)) {
      if (instant <= last) continue
      last = instant
      yield instant
    }
  }
}

function instantsIn(cron: Cron, timeZone: string, date: number): number[] {
  const times = cron.hours.flatMap((hour) => cron.minutes.map((minute) => date + (hour * 60 + minute) * 60_000))
  const offset = steadyOffset(date, timeZone)
  if (offset !== undefined) return times.map((shown) => shown - offset)
  return times.flatMap((shown) => {
    const { instants, isSkipped } = instantsOf(shown, timeZone)
    if (cron.isHourly) return isSkipped ? [] : instants
    return instants.slice(0, 1)
  })
}
