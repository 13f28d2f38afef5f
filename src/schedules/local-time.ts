// Between moments and what the clocks of a time zone show.

export type Local = { year: number; month: number; day: number; hour: number; minute: number; weekday: number }

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

export function isTimeZone(name: string): boolean {
  try {
    return Boolean(formatOf(name))
  } catch {
    return false
  }
}

/** Its name as it is spelled: `europe/paris` is `Europe/Paris`. Whoever says Kyiv reads Kyiv, though the engine knows it by its former name. */
export function spelledZone(name: string): string {
  const { timeZone } = formatOf(name).resolvedOptions()
  if (timeZone === 'Etc/UTC' || timeZone === 'GMT') return 'UTC'
  if (timeZone.toLowerCase() === name.toLowerCase()) return timeZone
  return name.toLowerCase().replaceAll(/(?<=^|[/_-])\p{L}/gu, (letter) => letter.toUpperCase())
}

export function localOf(instant: number, timeZone: string): Local {
  const date = new Date(instant + offsetAt(instant, timeZone))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    weekday: date.getUTCDay(),
  }
}

/** The moments at which the clocks show this time, written as if it were UTC: none are skipped, the time is then as much later. */
export function instantsOf(shown: number, timeZone: string): { instants: number[]; isSkipped: boolean } {
  const before = offsetAt(shown - dayMs, timeZone)
  const after = offsetAt(shown + dayMs, timeZone)
  const instants = [...new Set([shown - before, shown - after])]
    .filter((instant) => offsetAt(instant, timeZone) === shown - instant)
    .sort((a, b) => a - b)
  return instants.length > 0 ? { instants, isSkipped: false } : { instants: [shown - before], isSkipped: true }
}

/** How far the clocks are ahead of UTC on a day written as if it were UTC; undefined where they jump that day or the ones beside it. */
export function steadyOffset(date: number, timeZone: string): number | undefined {
  const [before, after] = [offsetAt(date - dayMs, timeZone), offsetAt(date + 2 * dayMs, timeZone)]
  return before === after ? after : undefined
}

/** `Mon 30 Nov 2026 09:00`, as the clocks there show it. */
export function shownAt(instant: number, timeZone: string): string {
  const date = new Date(instant + offsetAt(instant, timeZone))
  const [weekday, day, month, year] = date.toUTCString().replace(',', '').split(' ')
  return `${weekday} ${Number(day)} ${month} ${year} ${date.toISOString().slice(11, 16)}`
}

function offsetAt(instant: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(instant)
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const shown = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  )
  return shown - Math.floor(instant / 1000) * 1000
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    const numeric = 'numeric' as const
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric }
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', calendar: 'gregory', ...fields })
    formats.set(timeZone, format)
  }
  return format
}
