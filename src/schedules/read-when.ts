// From the words in which people say when, to the five fields and the time zone that a schedule keeps.
import { BellhopError } from '../domain/errors.ts'
import { parseCron } from './cron.ts'
import { isTimeZone, spelledZone } from './local-time.ts'

export type When = {
  cron: string
  timeZone: string
  /** As people read it: `every monday 09:00`. */
  words: string
}

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const dayName = '(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:days?)?'
/** More often than this nobody reads it. */
const fewestMinutes = 5

/** Nobody says a moment in more words. */
const longest = 300

export function readWhen(text: string, usualZone = 'UTC'): When {
  if (text.length > longest) throw notUnderstood(text)
  const { rest, timeZone } = takeZone(text.trim().replace(/^["'`](.*?)["'`]/, '$1'), usualZone)
  if (/^[\d*]\S*(\s+[\w*,/-]+){4}$/.test(rest)) return { cron: checked(rest), timeZone, words: `\`${rest}\`` }
  const words = rest
    .toLowerCase()
    .replaceAll(/[,\s]+/g, ' ')
    .trim()
  const repeated = readRepeated(words)
  if (repeated) return { ...repeated, timeZone }
  const timed = takeTime(words)
  if (!timed) throw notUnderstood(text, dayOf(words) ? 'It says no time of day. ' : '')
  const day = dayOf(timed.rest)
  if (!day) throw notUnderstood(text)
  const { hour, minute } = timed
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  return { cron: `${minute} ${hour} ${day.cron}`, timeZone, words: `${day.words} ${clock}` }
}

function takeZone(text: string, usual: string): { rest: string; timeZone: string } {
  const [, rest, zone] = /^(.*?)\s+(?:in\s+)?(UTC|GMT|[A-Z][A-Z_]+(?:\/[A-Z0-9_+-]+)+)$/is.exec(text) ?? []
  if (rest === undefined || zone === undefined) return { rest: text, timeZone: usual }
  if (isTimeZone(zone)) return { rest, timeZone: spelledZone(zone) }
  throw new BellhopError('invalid', `There is no time zone “${zone.slice(0, 60)}”.`, {
    nextStep: 'Use a name such as Europe/Berlin.',
  })
}

function readRepeated(words: string): Omit<When, 'timeZone'> | undefined {
  if (/^(?:hourly|(?:every|each) hour)$/.test(words)) return { cron: '0 * * * *', words: 'every hour' }
  const [, count, unit] = /^every (\d+) (minutes?|hours?)$/.exec(words) ?? []
  if (count === undefined || unit === undefined) return undefined
  const every = Number(count)
  const isMinutes = unit.startsWith('m')
  const whole = isMinutes ? 60 : 24
  if (isMinutes && every < fewestMinutes) throw tooOften()
  if (every < 1 || every >= whole || whole % every !== 0)
    throw new BellhopError(
      'invalid',
      `Every ${every} ${unit} does not come out even in ${isMinutes ? 'an hour' : 'a day'}.`,
      {
        nextStep: isMinutes ? 'Use 5, 10, 15, 20 or 30 minutes.' : 'Use 2, 3, 4, 6, 8 or 12 hours.',
      },
    )
  return { cron: isMinutes ? `*/${every} * * * *` : `0 */${every} * * *`, words: `every ${every} ${unit}` }
}

type Timed = { rest: string; hour: number; minute: number }

/** The last time of day in it, and what stands around it. */
function takeTime(words: string): Timed | undefined {
  const [, before, noon, after = ''] = /^(.*?)\b(?:at )?(noon|midnight)\b(.*)$/.exec(words) ?? []
  if (noon) return { rest: `${before}${after}`.trim(), hour: noon === 'noon' ? 12 : 0, minute: 0 }
  const found = [...words.matchAll(/(?:\bat )?\b(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|h|o.clock)?(?![\w:])/g)].filter(
    ([whole, , minutes, half]) => minutes ?? half ?? (whole.startsWith('at ') || /\d{1,2}$/.test(words)),
  )
  const last = found.at(-1)
  if (!last) return undefined
  const [whole, hours, minutes = '0', half] = last
  const isHalf = half === 'am' || half === 'pm'
  if (isHalf && (Number(hours) < 1 || Number(hours) > 12)) return undefined
  const hour = isHalf ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours)
  if (hour > 23 || Number(minutes) > 59) return undefined
  const rest = words.slice(0, last.index) + words.slice(last.index + whole.length)
  return { rest: rest.replaceAll(/\s+/g, ' ').replace(/ at$/, '').trim(), hour, minute: Number(minutes) }
}

/** Day, month and weekday of the five fields. */
function dayOf(text: string): { cron: string; words: string } | undefined {
  const words = text.replace(/^on /, '').trim()
  if (/^(?:(?:every|each) day|daily|)$/.test(words)) return { cron: '* * *', words: 'every day' }
  if (/^(?:(?:every|each|on) )?(?:weekdays?|working days?|workdays?)$/.test(words))
    return { cron: '* * 1-5', words: 'every working day' }
  if (/^(?:every |on )?weekends?$/.test(words)) return { cron: '* * 0,6', words: 'every weekend' }
  return weekdaysOf(words) ?? monthDayOf(words)
}

function weekdaysOf(words: string): { cron: string; words: string } | undefined {
  const list = new RegExp(`^(?:(?:every|each|weekly|on) )*(${dayName}(?:(?: and | & | |-)${dayName})*)$`).exec(
    words,
  )?.[1]
  if (!list) return undefined
  const days = list.split(/ and | & | /).flatMap((part) => {
    const [from, to] = part.split('-').map((name) => names.findIndex((day) => day.startsWith(name.slice(0, 3))))
    if (from === undefined || to === undefined) return from ?? []
    return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => (from + i) % 7)
  })
  const sorted = [...new Set(days)].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
  return {
    cron: `* * ${sorted.join(',')}`,
    words: `every ${sorted.map((day) => capital(names[day] ?? '')).join(', ')}`,
  }
}

function monthDayOf(words: string): { cron: string; words: string } | undefined {
  const month = '(?:(?:of )?(?:the |each |every )?month)'
  if (new RegExp(`^(?:the )?last(?: day)? ${month}$|^(?:every month|monthly) on the last(?: day)?$`).test(words))
    return { cron: 'L * *', words: 'on the last day of the month' }
  const ordinal = '(first|\\d{1,2})(?:st|nd|rd|th)?'
  const before = new RegExp(`^(?:every |the |day )*${ordinal}(?: day)? ${month}$`).exec(words)?.[1]
  const after = new RegExp(`^(?:every month|monthly) (?:on )?(?:the )?${ordinal}$`).exec(words)?.[1]
  const said = before ?? after ?? (/^(?:monthly|every month)$/.test(words) ? '1' : undefined)
  const day = said === 'first' ? 1 : Number(said)
  if (!Number.isInteger(day) || day < 1 || day > 31) return undefined
  return { cron: `${day} * *`, words: `on day ${day} of the month` }
}

function checked(cron: string): string {
  const { minutes, isHourly } = parseCron(cron)
  const gaps = minutes.map((minute, i) => (minutes[i + 1] ?? (minutes[0] ?? 0) + (isHourly ? 60 : 1_440)) - minute)
  if (Math.min(...gaps) < fewestMinutes) throw tooOften()
  return cron
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function tooOften(): BellhopError {
  return new BellhopError('invalid', `That would be more often than every ${fewestMinutes} minutes.`, {
    nextStep: 'Let it run less often, such as `every 15 minutes`.',
  })
}

function notUnderstood(text: string, why = ''): BellhopError {
  return new BellhopError('invalid', `I do not understand “${text.slice(0, 80)}” as a time to run. ${why}`.trim(), {
    nextStep:
      'Say it like `every Monday 9:00 Europe/Paris`, `daily 8:30`, `first of month 9:00`, `every 2 hours`, or in five fields: `0 9 * * 1-5`.',
  })
}
