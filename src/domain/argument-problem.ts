// Says in one sentence what is wrong with what somebody typed, and how to type it.
import type { z } from 'zod'
import { BellhopError } from './errors.ts'
import { unlinked } from './escape-markdown.ts'
import { suggest } from './suggest.ts'

/** `what` names the argument and the trouble; `howTo` is the rest of the sentence. */
export function argumentProblem(what: string, howTo: string): BellhopError {
  const start = what.charAt(0).toUpperCase() + what.slice(1).replace(/[.:]+$/, '')
  return new BellhopError('invalid', howTo ? `${start}: ${howTo}.` : `${start}.`)
}

/** The first trouble the schema found, in words. `nameOf` says how people know a field. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown, nameOf: (field: string) => string): string {
  const [field, item] = issue.path
  const name = typeof field === 'string' ? nameOf(field) : undefined
  const isOurs = issue.message.startsWith(mark)
  const said = isOurs ? issue.message.slice(mark.length) : issue.message
  if (!name) return isOurs ? `that ${said}` : said
  const value = typeof field === 'string' && isRecord(input) ? input[field] : undefined
  const given = typeof item === 'number' && Array.isArray(value) ? value[item] : value
  if (isOurs) return `${name} ${said}${not(given)}`
  return /^(is|has|needs) /.test(said) ? `${name} ${asDemand(said)}` : `${name}: ${said}`
}

/** Schemas say what something is; who typed something else is told that it must be. */
export function asDemand(said = 'does not fit'): string {
  return said.replace(/^is (?!no |not |missing)/, 'must be ')
}

/** What a schema found, in our words, where no field is named. */
export function saidBy(issue: z.core.$ZodIssue): string {
  return asDemand(issue.message.startsWith(mark) ? issue.message.slice(mark.length) : issue.message)
}

/** For zod: our words where the schema brings none of its own. */
export function wordsFor(issue: z.core.$ZodRawIssue): string {
  return mark + troubleOf(issue)
}

/** What somebody typed, safe to repeat: short, on one line, without control characters and links. */
export function quoted(text: string): string {
  const clean = unlinked(text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' '))
  const letters = Array.from(clean.slice(0, 2 * longestQuote))
  return `“${letters.length > longestQuote ? `${letters.slice(0, longestQuote).join('')}…` : letters.join('')}”`
}

/** ` (did you mean …?)`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = suggest(word, candidates)
  return meant ? ` (did you mean \`${meant}\`?)` : ''
}

const longestQuote = 40

// Tells our words from those an author wrote into the schema, which win.
const mark = '\u0000'

function troubleOf(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kindNames[String(issue.expected)] ?? 'something else'}`
    case 'invalid_value':
      return `must be ${oneOf((issue.values ?? []).map(String))}${guess(issue)}`
    case 'too_small':
      return limit(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return limit(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_format':
      return `must be ${formatNames[String(issue.format)] ?? 'written differently'}`
    case 'unrecognized_keys':
      return `cannot have ${issue.keys.map((key) => `\`${key}\``).join(', ')}`
    case 'invalid_union':
      return 'is not something this command knows'
    default:
      return 'does not fit'
  }
}

function guess(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return ''
  return didYouMean(issue.input, (issue.values ?? []).map(String))
}

const kindNames: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: '`yes` or `no`',
  date: 'a date such as 2026-01-31',
  array: 'a list',
  object: 'made of names with values',
  record: 'made of names with values',
  string: 'text',
}

const formatNames: Record<string, string> = {
  email: 'an email address',
  url: 'a link that starts with https://',
  date: 'a date such as 2026-01-31',
  datetime: 'a date and time such as 2026-01-31T09:00:00Z',
  time: 'a time such as 09:00',
  uuid: 'an id',
}

function limit(origin: string | undefined, bound: string, value: unknown): string {
  const shown = value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
  if (origin === 'string') return `must be ${bound} ${shown} ${value === 1 ? 'character' : 'characters'} long`
  if (origin === 'array' || origin === 'set') return `must be given ${bound} ${shown} ${value === 1 ? 'time' : 'times'}`
  return `must be ${bound} ${shown}`
}

function oneOf(choices: string[]): string {
  const names = choices.map((choice) => `\`${choice}\``)
  const last = names.pop() ?? ''
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`
}

function not(given: unknown): string {
  const isShown = typeof given === 'number' || (typeof given === 'string' && given !== '')
  return isShown ? `, not ${quoted(String(given))}` : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
