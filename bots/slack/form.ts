// Forms: a button that opens a modal. The button itself carries the form, so it works after a restart and for everybody.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { BellhopError } from '../../src/domain/errors.ts'
import type { FormField, ReplyPart } from '../../src/domain/reply.ts'
import type { Address } from './address.ts'
import { actions, type Block, inGroups, plain, shortened } from './blocks.ts'
import { isJson, type Json, jsonAt, textAt, valueAt } from './json.ts'
import { blockIdOf, submitAction } from './read-values.ts'
import { isDirectChannel } from './reading.ts'

export type Form = Pick<Extract<ReplyPart, { kind: 'form' }>, 'id' | 'title' | 'submit' | 'fields'>

const longestValue = 2_000
const longestOption = 150
const optionsInGroup = 100

/** A button that opens the form, or, when it is too long to travel in a button, its fields and a button below them. */
export function formBlocks({ id, title, submit, fields }: Form): Block[] {
  const packed = pack({ id, title, submit, fields })
  if (packed.length <= longestValue)
    return [actions([{ type: 'button', action_id: 'form#0', text: plain(title, 75), value: packed, style: 'primary' }])]
  const send = { type: 'button', action_id: `${submitAction}#0`, text: plain(submit, 75), value: id, style: 'primary' }
  return [...fields.map((field) => inputOf(field, id)), actions([send])]
}

/** The modal for a form whose button was pressed; it remembers where its answer belongs. */
export function viewOf(form: Form, pressed: Json): Json {
  return {
    type: 'modal',
    callback_id: form.id,
    title: plain(form.title, 24),
    submit: plain(form.submit, 24),
    close: plain('Cancel', 24),
    private_metadata: JSON.stringify(placeOf(pressed)),
    blocks: form.fields.map((field) => inputOf(field)),
  }
}

export function readPacked(packed: string): Form | undefined {
  try {
    const text = packed.startsWith('z') ? String(inflateRawSync(Buffer.from(packed.slice(1), 'base64url'))) : packed
    const value: unknown = JSON.parse(text)
    // Only what `pack` made comes back: Slack signs the buttons of our own messages.
    return isJson(value) && textAt(value, 'id') && Array.isArray(value.fields) ? (value as Form) : undefined
  } catch {
    return undefined
  }
}

function pack(form: Form): string {
  const text = JSON.stringify(form)
  return text.length <= longestValue ? text : `z${deflateRawSync(text, { level: 9 }).toString('base64url')}`
}

function placeOf(pressed: Json): Address {
  const user = textAt(pressed, 'user', 'id') ?? ''
  const channel = textAt(pressed, 'container', 'channel_id') ?? textAt(pressed, 'channel', 'id') ?? user
  const isEphemeral = valueAt(pressed, 'container', 'is_ephemeral') === true
  const own = isEphemeral ? undefined : textAt(pressed, 'container', 'message_ts')
  const thread = textAt(pressed, 'container', 'thread_ts') ?? textAt(jsonAt(pressed, 'message'), 'thread_ts') ?? own
  const responseUrl = textAt(pressed, 'response_url')
  const isDirect = isDirectChannel(channel) || channel === user
  return { channel, user, isDirect, at: 0, ...(thread ? { thread } : {}), ...(responseUrl ? { responseUrl } : {}) }
}

function inputOf(field: FormField, form?: string): Block {
  return {
    type: 'input',
    block_id: blockIdOf(field.name, form),
    label: plain(field.label, 2_000),
    optional: field.optional === true,
    element: elementOf(field),
  }
}

function elementOf(field: FormField): Json {
  const { initial } = field
  switch (field.kind) {
    case 'choice':
      return choiceOf(field)
    case 'date':
      return { type: 'datepicker', action_id: 'value', ...(isDate(initial) ? { initial_date: initial } : {}) }
    default:
      return {
        type: 'plain_text_input',
        action_id: 'value',
        multiline: field.kind === 'long',
        ...(initial ? { initial_value: shortened(initial, 3_000) } : {}),
      }
  }
}

function choiceOf({ choices = [], initial }: FormField): Json {
  const options = choices.map(({ label, value }) => ({ text: plain(label, 75), value: fitting(value) }))
  const chosen = options.find((option) => option.value === initial)
  const groups = inGroups(options, optionsInGroup)
  const offered =
    groups.length <= 1
      ? { options }
      : { option_groups: groups.map((group, i) => ({ label: plain(rangeOf(i, group.length), 75), options: group })) }
  return { type: 'static_select', action_id: 'value', ...offered, ...(chosen ? { initial_option: chosen } : {}) }
}

function rangeOf(group: number, count: number): string {
  return `${group * optionsInGroup + 1} to ${group * optionsInGroup + count}`
}

function fitting(value: string): string {
  if (value && value.length <= longestOption) return value
  throw new BellhopError('internal', `A choice of a form must carry 1 to ${longestOption} characters for Slack.`)
}

function isDate(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text)
}
