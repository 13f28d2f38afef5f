// From what somebody filled in to the input a command or a tool takes, or what is wrong with each field.
import type { z } from 'zod'
import { type ArgumentField, coerce, fieldsOf } from './argument-fields.ts'
import { describeIssue, wordsFor } from './argument-problem.ts'

export type FormValues = Record<string, string | string[]>

/** Without a field when it is about the whole. */
export type FormFault = { field: string | undefined; problem: string }

export type FilledForm = {
  /** As filled in, with numbers and the like made of their texts: what the schema takes. */
  typed: Record<string, unknown>
  faults: FormFault[]
}

/** What nobody filled in is not there; what the schema does not know is left out. */
export function readForm(values: FormValues, schema: z.ZodType): FilledForm {
  const typed: Record<string, unknown> = {}
  for (const field of fieldsOf(schema)) {
    const value = Object.hasOwn(values, field.name) ? givenFor(field, values[field.name]) : undefined
    if (value !== undefined) typed[field.name] = value
  }
  return { typed, faults: faultsOf(typed, schema) }
}

/** The first trouble of each field, as a sentence that stands below it. */
export function faultsOf(typed: unknown, schema: z.ZodType): FormFault[] {
  const result = schema.safeParse(typed, { error: wordsFor })
  if (result.success) return []
  const faults = new Map<string | undefined, FormFault>()
  for (const issue of result.error.issues) {
    const field = typeof issue.path[0] === 'string' ? issue.path[0] : undefined
    if (!faults.has(field)) faults.set(field, { field, problem: sentence(describeIssue(issue, typed, () => 'this')) })
  }
  return [...faults.values()]
}

function givenFor(field: ArgumentField, given: string | string[] | undefined): unknown {
  const texts = [given ?? []].flat().filter((text) => text.trim() !== '')
  if (texts.length === 0) return undefined
  if (field.kind === 'list') return texts.flatMap((text) => coerce(field.schema, text))
  return coerce(field.schema, texts.join(', '))
}

/** An author's own words in the schema are a sentence already. */
function sentence(said: string): string {
  const words = said.replace(/^this: /, '')
  const whole = words.charAt(0).toUpperCase() + words.slice(1)
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`
}
