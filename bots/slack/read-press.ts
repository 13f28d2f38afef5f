// Interactions: buttons and menus, forms, shortcuts.
import type { Incoming } from '../../src/domain/incoming.ts'
import { type Address, readAddress } from './address.ts'
import { type Json, jsonAt, textAt, valueAt } from './json.ts'
import { readText } from './read-text.ts'
import { isSubmitAction, valuesIn } from './read-values.ts'
import { incomingOf, isDirectChannel, type Reading, senderOf } from './reading.ts'

export async function readPress(reading: Reading): Promise<Incoming | undefined> {
  const { body } = reading
  const user = textAt(body, 'user', 'id')
  const action = jsonAt(body, 'actions', 0)
  if (!user || !action) return undefined
  const address = placeOf(reading, user)
  const common = { sender: await senderOf(reading, user), isAddressed: true, address }
  const name = actionName(textAt(action, 'action_id') ?? '')
  const value = chosen(action)
  if (isSubmitAction(name))
    return incomingOf(reading, { ...common, kind: 'form', form: { id: value, values: valuesIn(body.state, value) } })
  const message = textAt(body, 'container', 'message_ts')
  const press = { action: name, value, ...(message ? { message: `${address.channel}:${message}` } : {}) }
  return incomingOf(reading, { ...common, kind: 'press', text: textAt(action, 'text', 'text') ?? '', press })
}

export async function readForm(reading: Reading): Promise<Incoming | undefined> {
  const { body } = reading
  const user = textAt(body, 'user', 'id')
  const view = jsonAt(body, 'view')
  if (!user || !view || body.type !== 'view_submission') return undefined
  const known = readAddress(textAt(view, 'private_metadata') ?? '')
  const address: Address = { ...(known ?? directTo(user)), user, at: reading.receivedAt }
  const form = { id: textAt(view, 'callback_id') ?? '', values: valuesIn(view.state) }
  return incomingOf(reading, { kind: 'form', sender: await senderOf(reading, user), isAddressed: true, address, form })
}

export async function readShortcut(reading: Reading): Promise<Incoming | undefined> {
  const { body } = reading
  const user = textAt(body, 'user', 'id')
  if (!user) return undefined
  const address = textAt(body, 'channel', 'id') ? placeOf(reading, user) : { ...directTo(user), at: reading.receivedAt }
  const text = readText(textAt(body, 'message', 'text') ?? '', reading.where.botUser)
  const press = { action: textAt(body, 'callback_id') ?? '', value: '' }
  return incomingOf(reading, {
    kind: 'shortcut',
    sender: await senderOf(reading, user),
    isAddressed: true,
    address,
    press,
    ...(text ? { quoted: { text } } : {}),
  })
}

function placeOf({ body, receivedAt }: Reading, user: string): Address {
  const channel = textAt(body, 'container', 'channel_id') ?? textAt(body, 'channel', 'id')
  if (!channel) return { ...directTo(user), at: receivedAt }
  const isEphemeral = valueAt(body, 'container', 'is_ephemeral') === true
  const own = isEphemeral ? undefined : (textAt(body, 'message', 'ts') ?? textAt(body, 'container', 'message_ts'))
  const thread = textAt(body, 'container', 'thread_ts') ?? textAt(body, 'message', 'thread_ts') ?? own
  const responseUrl = textAt(body, 'response_url')
  return {
    channel,
    user,
    isDirect: isDirectChannel(channel),
    at: receivedAt,
    ...(thread ? { thread } : {}),
    ...(responseUrl ? { responseUrl } : {}),
    ...(responseUrl && isEphemeral ? { urlFirst: true } : {}),
  }
}

function directTo(user: string): Address {
  return { channel: user, user, isDirect: true, at: 0 }
}

/** Slack wants the ids of one block to differ, so ours end in a number. */
function actionName(id: string): string {
  return id.replace(/#\d+$/, '')
}

function chosen(action: Json): string {
  return (
    textAt(action, 'value') ??
    textAt(action, 'selected_option', 'value') ??
    textAt(action, 'selected_date') ??
    textAt(action, 'selected_user') ??
    textAt(action, 'selected_channel') ??
    textAt(action, 'selected_conversation') ??
    ''
  )
}
