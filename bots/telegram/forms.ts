// Telegram has no forms: a form is asked field by field, and comes in as one event when the last answer is there.
// What was answered so far is remembered by form, chat and person, so every process and every start can go on.
import type { Message, User } from 'grammy/types'
import type { FormField, ReplyPart } from '../../src/domain/reply.ts'
import { type Call, digest, into } from './call.ts'
import { clean } from './markdown/clean.ts'
import type { Memory } from './memory.ts'
import type { Address } from './place.ts'

export type Form = Extract<ReplyPart, { kind: 'form' }>
export type FormValues = Record<string, string>

export type FormStep =
  | { kind: 'ask'; call: Call }
  | { kind: 'filled'; id: string; values: FormValues }
  | { kind: 'nothing' }

export type Forms = {
  /** Undefined when the message answers none of our questions. */
  readAnswer(message: Message, from: User, address: Address): Promise<FormStep | undefined>
  readPress(data: string, from: User, address: Address): Promise<FormStep>
}

const skip = '-'
const submit = '!'
const longestPlaceholder = 64
const longestQuestion = 4_000
/** Of Telegram's hundred buttons one is left to say none. */
const mostChoices = 99

/** The question for one field; with no field left, a button to send the form. */
export function ask(form: Form, index: number, address: Address, isFirst: boolean, hint?: string): Call {
  const key = keyOf(form)
  const field = form.fields[index]
  const said = [hint, index === 0 ? form.title : undefined, field ? questionOf(form, field, index) : undefined]
    .filter(Boolean)
    .join('\n\n')
  const text = clean(said).trim().slice(0, longestQuestion).toWellFormed()
  const remember: [string, string][] = [
    [`form:${key}`, JSON.stringify(form)],
    [questionName(address.chat, text), `${key}.${index}`],
  ]
  const args = { ...into(address, isFirst), text, reply_markup: markupOf(form, field, `?${key}.${index}.`) }
  return { method: 'sendMessage', args, remember }
}

function questionOf({ fields }: Form, field: FormField, index: number): string {
  const count = fields.length > 1 ? `${index + 1}/${fields.length} ` : ''
  const how = [field.kind === 'date' ? 'as 2026-12-31' : '', skipHint(field)].filter(Boolean)
  return `${count}${field.label}${how.length > 0 ? ` (${how.join(', ')})` : ''}`
}

/** A dash takes what is filled in already, or nothing where nothing is needed. */
function skipHint(field: FormField): string {
  if (field.kind === 'choice') return ''
  if (field.initial) return `${skip} for “${clip(field.initial)}”`
  return field.optional ? `${skip} for none` : ''
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > longestPlaceholder ? `${line.slice(0, longestPlaceholder - 1).toWellFormed()}…` : line
}

function markupOf(form: Form, field: FormField | undefined, prefix: string): unknown {
  if (!field) return { inline_keyboard: [[{ text: form.submit, callback_data: prefix + submit }]] }
  if (field.kind !== 'choice') {
    const placeholder = (field.initial || field.label).slice(0, longestPlaceholder)
    return { force_reply: true, selective: true, input_field_placeholder: placeholder }
  }
  const choices = (field.choices ?? [])
    .slice(0, mostChoices)
    .map(({ label, value }, i) => [
      { text: `${value === field.initial ? '✓ ' : ''}${label || value}`, callback_data: `${prefix}${i}` },
    ])
  const none = field.optional ? [[{ text: 'None', callback_data: prefix + skip }]] : []
  return { inline_keyboard: [...choices, ...none] }
}

export function createForms(memory: Memory): Forms {
  async function findForm(place: string): Promise<{ form: Form; index: number } | undefined> {
    const [key = '', index = '0'] = place.split('.')
    const kept = await memory.find(`form:${key}`)
    return kept === undefined ? undefined : { form: JSON.parse(kept), index: Number(index) }
  }

  /** Keeps one answer and goes on to the next question, or to the end. */
  async function answered(form: Form, index: number, value: string, from: User, address: Address): Promise<FormStep> {
    const name = `answers:${keyOf(form)}:${address.chat}:${from.id}`
    const before: FormValues = index === 0 ? {} : JSON.parse((await memory.find(name)) ?? '{}')
    const field = form.fields[index]
    const values = field && value !== '' ? { ...before, [field.name]: value } : before
    const isLast = index + 1 >= form.fields.length
    const missing = form.fields.findIndex((one) => !one.optional && values[one.name] === undefined)
    // The last answer is handed on and not kept: it may be a code.
    if (isLast && missing < 0) return { kind: 'filled', id: form.id, values }
    await memory.save(name, JSON.stringify(values))
    if (!isLast) return { kind: 'ask', call: ask(form, index + 1, address, true) }
    // Somebody answered in the middle of what another began, or what was kept is gone: it begins at the gap.
    return { kind: 'ask', call: ask(form, missing, address, true) }
  }

  return {
    async readAnswer(message, from, address) {
      const question = message.reply_to_message?.text
      if (question === undefined || message.text === undefined) return undefined
      const place = await memory.find(questionName(address.chat, question))
      const found = place === undefined ? undefined : await findForm(place)
      const field = found?.form.fields[found.index]
      if (!found || !field) return undefined
      const { form, index } = found
      const given = message.text.trim()
      const value = given === skip ? (field.initial ?? (field.optional ? '' : given)) : given
      const problem = problemWith(field, value)
      if (problem) return { kind: 'ask', call: ask(form, index, address, true, problem) }
      return answered(form, index, value, from, address)
    },
    async readPress(data, from, address) {
      const [key = '', index = '', choice = ''] = data.slice(1).split('.')
      const found = await findForm(`${key}.${index}`)
      if (!found) return { kind: 'nothing' }
      const field = found.form.fields[found.index]
      const value = field?.choices?.[Number(choice)]?.value ?? ''
      const isKnown = value !== '' || choice === submit || (choice === skip && field?.optional)
      return isKnown ? answered(found.form, found.index, value, from, address) : { kind: 'nothing' }
    },
  }
}

function problemWith(field: FormField, value: string): string | undefined {
  if (field.kind === 'date' && value !== '' && !isDate(value)) return 'That is no date I can read.'
  const isChoice = field.kind !== 'choice' || field.choices?.some((choice) => choice.value === value)
  return isChoice ? undefined : 'Please press one of the buttons.'
}

function isDate(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
}

function keyOf(form: Form): string {
  return digest(JSON.stringify(form), 16)
}

/** A reply quotes the question it answers: its text is how we know it again. */
function questionName(chat: number, text: string): string {
  return `question:${digest(`${chat} ${text}`, 32)}`
}
