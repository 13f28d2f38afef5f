// An update becomes an event of the inbox: its key names what happened, its lane what must keep its order. This is the hot path.
import type { Message, Update } from 'grammy/types'
import { type Arrival, controlLaneOf } from '../../src/domain/arrival.ts'
import { askerIn, placeOf, topicOf, workspaceOf } from './place.ts'

/** Undefined when it is no update at all. */
export function toArrival(bot: number, parsed: unknown, body: Uint8Array): Arrival | undefined {
  if (!isUpdate(parsed)) return undefined
  const { key, lane, isControl } = nameIt(bot, parsed)
  return {
    key,
    platform: 'telegram',
    workspace: workspaceOf(bot),
    lane,
    isControl,
    contentType: 'application/json',
    body,
  }
}

type Named = Pick<Arrival, 'key' | 'lane' | 'isControl'>

function nameIt(bot: number, update: Update): Named {
  const { message, edited_message: edited, callback_query: press } = update
  if (isMessage(message)) return ofMessage(bot, update.update_id, message)
  if (isMessage(edited)) {
    const key = `telegram:${bot}:${edited.chat.id}:${edited.message_id}:edited:${edited.edit_date}`
    return { key, lane: laneOf(bot, edited), isControl: false }
  }
  if (typeof press?.id === 'string') {
    // Presses have a lane of their own, so that they never wait behind what the same person wrote.
    const chat = press.message?.chat
    const place = chat ? placeOf(bot, chat.id, undefined, askerIn(chat, press.from)) : placeOf(bot, press.from?.id ?? 0)
    return { key: `telegram:${bot}:press:${press.id}`, lane: controlLaneOf(place), isControl: true }
  }
  const { stopped_message_generation: stopped } = update
  if (typeof stopped?.chat?.id === 'number') {
    const lane = controlLaneOf(placeOf(bot, stopped.chat.id, stopped.message_thread_id))
    return { key: keyByNumber(bot, update.update_id), lane, isControl: true }
  }
  const chat = (update.my_chat_member ?? update.message_reaction)?.chat?.id
  const lane = chat === undefined ? `telegram:${bot}` : placeOf(bot, chat)
  return { key: keyByNumber(bot, update.update_id), lane, isControl: false }
}

function ofMessage(bot: number, updateId: number, message: Message): Named {
  // What only one person sees has no number of its own.
  const key =
    message.message_id > 0 ? `telegram:${bot}:${message.chat.id}:${message.message_id}` : keyByNumber(bot, updateId)
  const lane = laneOf(bot, message)
  return isStop(message.text) ? { key, lane: controlLaneOf(lane), isControl: true } : { key, lane, isControl: false }
}

function laneOf(bot: number, message: Message): string {
  return placeOf(bot, message.chat.id, topicOf(message), askerIn(message.chat, message.from))
}

function keyByNumber(bot: number, updateId: number): string {
  return `telegram:${bot}:update:${updateId}`
}

function isStop(text: string | undefined): boolean {
  return typeof text === 'string' && text.charCodeAt(0) === 47 && /^\/(?:cancel|stop)\b/i.test(text)
}

function isUpdate(value: unknown): value is Update {
  return typeof value === 'object' && value !== null && 'update_id' in value && Number.isSafeInteger(value.update_id)
}

function isMessage(value: Message | undefined): value is Message {
  return typeof value?.chat?.id === 'number' && typeof value.message_id === 'number'
}
