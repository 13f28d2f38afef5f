// From the text after a command's name to the values its schema wants.
import type { z } from 'zod'
import { type ArgumentField, coerce, fieldsOf } from './argument-fields.ts'
import { argumentProblem, describeIssue, didYouMean, quoted, wordsFor } from './argument-problem.ts'
import type { Grammar } from './command.ts'
import { BellhopError, toBellhopError } from './errors.ts'
import { flagOf } from './usage.ts'
import { createWordReader, type Word, type WordReader } from './words.ts'

export type ParsedArguments = {
  /** As typed, with numbers and the like made of their texts: what the schema takes. */
  typed: Record<string, unknown>
  /** What the schema made of it, defaults filled in. */
  values: Record<string, unknown>
}

/** `howTo` ends the sentence of every refusal: how the command is typed. Throws nothing but a BellhopError. */
export function parseArguments(text: string, grammar: Grammar, howTo = ''): ParsedArguments {
  try {
    const fields = fieldsOf(grammar.schema)
    const typed = Object.fromEntries(
      [...collect(text, grammar, fields, howTo)].map(([field, values]) => [field.name, valueFrom(field, values)]),
    )
    return { typed, values: validate(typed, grammar, howTo) }
  } catch (thrown) {
    throw toBellhopError(thrown)
  }
}

type Given = Map<ArgumentField, (string | boolean)[]>

function collect(text: string, grammar: Grammar, fields: readonly ArgumentField[], howTo: string): Given {
  const given: Given = new Map()
  const places = (grammar.positional ?? []).flatMap((name) => fields.filter((field) => field.name === name))
  const rest = fields.find((field) => field.name === grammar.rest)
  const reader = createWordReader(text)
  let takesFlags = hasFlags(grammar, fields)
  const name: string[] = []
  const whole = () => {
    if (rest && name.length > 0) give(given, rest, name.join(' '), howTo)
    return given
  }

  for (;;) {
    const place = places.find((field) => field.kind === 'list' || !given.has(field))
    const ahead = reader.peek()
    const isSwitch = takesFlags && ahead !== undefined && !ahead.isQuoted && (ahead.flag || ahead.text === '--')
    const isInName = Boolean(rest && !place && grammar.hasFlagsAnywhere)
    if (rest && !place && !isSwitch && !isInName) {
      const remainder = reader.remainder()
      if (remainder) give(given, rest, remainder, howTo)
      return given
    }
    const word = reader.next()
    if (!word) return whole()
    if (word.isOpen)
      throw argumentProblem(`the quotation mark before ${quoted(word.text.slice(1))} is never closed`, howTo)
    if (isSwitch && !word.flag) takesFlags = false
    else if (isSwitch && word.flag) takeFlag(word.flag, reader, fields, given, howTo)
    else if (place) give(given, place, word.text, howTo)
    else if (isInName) name.push(word.text)
    else throw argumentProblem(`there is no place for ${quoted(word.text)}`, howTo)
  }
}

/** A command that takes text and nothing by name reads dashes as text: people write `--` in prose, in code and in SQL. */
function hasFlags(grammar: Grammar, fields: readonly ArgumentField[]): boolean {
  const placed = [...(grammar.positional ?? []), grammar.rest]
  return !grammar.rest || fields.some((field) => !placed.includes(field.name))
}

function takeFlag(
  flag: NonNullable<Word['flag']>,
  reader: WordReader,
  fields: readonly ArgumentField[],
  given: Given,
  howTo: string,
): void {
  const field = findField(flag.name, fields)
  if (field?.kind === 'boolean') return give(given, field, flag.value ?? true, howTo)
  if (field) return give(given, field, flag.value ?? valueAfter(flag.name, reader, howTo), howTo)
  const denied = /^no[-_]?(.+)$/i.exec(flag.name)?.[1]
  const switched = denied ? findField(denied, fields) : undefined
  if (switched?.kind !== 'boolean') {
    const known = fields.map((each) => flagOf(each.name))
    throw argumentProblem(
      `there is no \`--${quoted(flag.name).slice(1, -1)}\`${didYouMean(`--${flag.name}`, known)}`,
      howTo,
    )
  }
  if (flag.value !== undefined) throw argumentProblem(`\`--${flag.name}\` takes no value`, howTo)
  give(given, switched, false, howTo)
}

function valueAfter(name: string, reader: WordReader, howTo: string): string {
  const ahead = reader.peek()
  const isValue = ahead !== undefined && (ahead.isQuoted || (!ahead.flag && ahead.text !== '--'))
  if (!isValue) throw argumentProblem(`\`--${name}\` needs a value after it`, howTo)
  const word = reader.next()
  if (word?.isOpen) throw argumentProblem(`the quotation mark after \`--${name}\` is never closed`, howTo)
  return word?.text ?? ''
}

function give(given: Given, field: ArgumentField, value: string | boolean, howTo: string): void {
  const earlier = given.get(field)
  if (!earlier) given.set(field, [value])
  else if (field.kind === 'list') earlier.push(value)
  else throw argumentProblem(`\`${flagOf(field.name)}\` is given twice`, howTo)
}

function findField(flag: string, fields: readonly ArgumentField[]): ArgumentField | undefined {
  return fields.find((field) => sameName(field.name) === sameName(flag))
}

/** `dueDate`, `due-date` and `Due_Date` are one name. */
function sameName(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase()
}

function valueFrom(field: ArgumentField, values: (string | boolean)[]): unknown {
  if (field.kind === 'list') return values.flatMap((value) => coerce(field.schema, String(value)))
  const [value] = values
  return typeof value === 'string' ? coerce(field.schema, value) : value
}

/** Refuses what another schema than the grammar's own does not take, in the same words. */
export function refuseUnfit(values: Record<string, unknown>, schema: z.ZodType, grammar: Grammar, howTo: string): void {
  validate(values, { ...grammar, schema: schema as Grammar['schema'] }, howTo)
}

function validate(typed: Record<string, unknown>, grammar: Grammar, howTo: string): Record<string, unknown> {
  const result = grammar.schema.safeParse(typed, { error: wordsFor })
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (!issue) throw new BellhopError('internal', 'A command refused its arguments without saying why.')
  const placed = [...(grammar.positional ?? []), grammar.rest]
  const nameOf = (field: string) => `\`${placed.includes(field) ? field : flagOf(field)}\``
  throw argumentProblem(describeIssue(issue, typed, nameOf), howTo)
}
