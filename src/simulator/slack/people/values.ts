// What somebody puts into a field, as Slack's `state.values` holds it.
import { BellhopError } from '../../../domain/errors.ts'
import type { Json, User } from '../model.ts'
import { findChannelByName, findUserByName } from '../state.ts'
import type { World } from '../world.ts'
import { type Choice, choicesOf, type Field } from './controls.ts'

export type Put = string | number | boolean | string[]

export function valueFor(world: World, user: User, field: Field, put: Put, offered?: Choice[]): Json {
  const { element } = field
  const type = String(element.type)
  const all = Array.isArray(put) ? put : [String(put)]
  const one = all[0] ?? ''
  const pick = (wanted: string) => pickOption(field, offered ?? choicesOf(element), wanted)
  const person = (name: string) => findUserByName(world.state, name.replace(/^@/, ''), user.teamId)?.id ?? name
  const channel = (name: string) => findChannelByName(world.state, name.replace(/^#/, ''), user.teamId)?.id ?? name
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: pick(one) }
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: all.map(pick) }
    case 'users_select':
      return { type, selected_user: person(one) }
    case 'multi_users_select':
      return { type, selected_users: all.map(person) }
    case 'channels_select':
      return { type, selected_channel: channel(one) }
    case 'multi_channels_select':
      return { type, selected_channels: all.map(channel) }
    case 'conversations_select':
      return { type, selected_conversation: channel(one) }
    case 'multi_conversations_select':
      return { type, selected_conversations: all.map(channel) }
    case 'datepicker':
      return { type, selected_date: one }
    case 'timepicker':
      return { type, selected_time: one }
    case 'datetimepicker':
      return { type, selected_date_time: Number(one) }
    case 'rich_text_input':
      return { type, rich_text_value: richText(one) }
    default:
      return { type, value: one }
  }
}

/** What a field holds before anybody touches it. */
export function initialValue(field: Field): Json {
  const { element } = field
  const type = String(element.type)
  const [name, value] = initials(element)
  return { type, [name]: value ?? (name.endsWith('s') && name !== 'options' ? [] : null) }
}

function initials(element: Json): [string, unknown] {
  const type = String(element.type)
  const named: Record<string, [string, unknown]> = {
    static_select: ['selected_option', element.initial_option],
    external_select: ['selected_option', element.initial_option],
    radio_buttons: ['selected_option', element.initial_option],
    multi_static_select: ['selected_options', element.initial_options],
    multi_external_select: ['selected_options', element.initial_options],
    checkboxes: ['selected_options', element.initial_options],
    users_select: ['selected_user', element.initial_user],
    multi_users_select: ['selected_users', element.initial_users],
    channels_select: ['selected_channel', element.initial_channel],
    multi_channels_select: ['selected_channels', element.initial_channels],
    conversations_select: ['selected_conversation', element.initial_conversation],
    multi_conversations_select: ['selected_conversations', element.initial_conversations],
    datepicker: ['selected_date', element.initial_date],
    timepicker: ['selected_time', element.initial_time],
    datetimepicker: ['selected_date_time', element.initial_date_time],
    rich_text_input: ['rich_text_value', element.initial_value],
    file_input: ['files', undefined],
  }
  return named[type] ?? ['value', element.initial_value]
}

export function isEmpty(value: Json): boolean {
  return Object.entries(value).every(
    ([name, inner]) =>
      name === 'type' || inner === null || inner === '' || (Array.isArray(inner) && inner.length === 0),
  )
}

function pickOption(field: Field, choices: Choice[], wanted: string): Json {
  const found = choices.find((choice) => choice.label === wanted || choice.option.value === wanted)
  if (found) return found.option
  const offered = choices.map((choice) => `«${choice.label}»`).join(', ') || 'nothing'
  throw new BellhopError('not_found', `«${field.label}» does not offer «${wanted}»; it offers ${offered}.`)
}

function richText(text: string): Json {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] }
}
