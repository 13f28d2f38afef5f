// Asks for the fields of a form one after another.
import type { FormField, ReplyPart } from '../../src/domain/reply.ts'
import { suggest } from '../../src/domain/suggest.ts'
import { neutraliseLine } from './neutralise.ts'

export type Form = Extract<ReplyPart, { kind: 'form' }>

export type Filling = {
  id: string
  /** What to ask now; undefined when everything is answered. */
  question(): string | undefined
  /** Takes an answer, or says what is wrong with it. */
  answer(line: string): string | undefined
  values(): Record<string, string>
}

/** Instead of a question, while an answer of many lines is not at its end. */
export const goesOn = '… '

export function fillForm(form: Form): Filling {
  const values: Record<string, string> = {}
  let index = 0
  let lines: string[] = []

  function take(field: FormField, typed: string): string | undefined {
    const value = typed === '' ? (field.initial ?? '') : typed
    const trouble = value === '' ? emptyTrouble(field) : troubleWith(field, value)
    if (trouble) return trouble
    if (value !== '') values[field.name] = chosen(field, value) ?? value
    index++
    return undefined
  }

  return {
    id: form.id,
    question() {
      const field = form.fields[index]
      return field && (lines.length > 0 ? goesOn : questionFor(field))
    },
    answer(line) {
      const field = form.fields[index]
      if (!field) return undefined
      if (field.kind !== 'long') return take(field, line.trim())
      if (line !== '') {
        lines.push(line)
        return undefined
      }
      const text = lines.join('\n')
      lines = []
      return take(field, text)
    },
    values: () => values,
  }
}

function questionFor(field: FormField): string {
  const choices = (field.choices ?? []).map((choice, i) => `\n  ${i + 1}) ${neutraliseLine(choice.label)}`).join('')
  const initial = field.initial === undefined ? '' : ` [${neutraliseLine(labelOf(field, field.initial))}]`
  const hint = field.kind === 'long' ? ' (an empty line ends it)' : field.kind === 'date' ? ' (2026-01-31)' : ''
  const optional = field.optional ? ' (optional)' : ''
  return `${neutraliseLine(field.label)}${optional}${hint}${choices}${choices && '\n '}${initial}: `.replace(
    /\n {2}:/,
    '\n:',
  )
}

function labelOf(field: FormField, value: string): string {
  return field.choices?.find((choice) => choice.value === value)?.label ?? value
}

function emptyTrouble(field: FormField): string | undefined {
  return field.optional ? undefined : 'This one is needed.'
}

function troubleWith(field: FormField, value: string): string | undefined {
  if (field.kind === 'date' && !isDate(value)) return 'Write the date as year-month-day, such as 2026-01-31.'
  if (field.kind !== 'choice' || chosen(field, value) !== undefined) return undefined
  const meant = suggest(
    value,
    (field.choices ?? []).map((choice) => choice.label),
  )
  return meant ? `Did you mean ${neutraliseLine(meant)}?` : `Type a number from 1 to ${field.choices?.length ?? 0}.`
}

/** The value of a choice typed as its number, its label or itself. */
function chosen(field: FormField, typed: string): string | undefined {
  if (field.kind !== 'choice') return undefined
  const choices = field.choices ?? []
  const wanted = typed.toLowerCase()
  const named = choices.find((choice) => choice.value === typed || choice.label.toLowerCase() === wanted)
  return (named ?? (/^\d{1,4}$/.test(typed) ? choices[Number(typed) - 1] : undefined))?.value
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
