// The way every new message of a bot takes: where to, may it, is it too much, then it is there.
import type { Message } from '@grammyjs/types'
import { type Content, postMessage } from '../messages.ts'
import { type Bot, type Room, type State, seconds, userOf } from '../state.ts'
import { type Call, flagOf, objectOf } from './call.ts'
import { addressee } from './ephemeral-rules.ts'
import { badRequest, refuse } from './refuse.ts'
import { markupOf } from './reply-markup.ts'
import { replyOf, roomOf, threadOf } from './rooms.ts'

export function send<C extends Content>(call: Call, content: C): Pick<Message, 'message_id' | 'date' | 'chat'> & C {
  const [sent] = sendAll(call, [content])
  return sent ?? badRequest('message text is empty')
}

/** Several messages that belong together, as one call and one answer to a limit. */
export function sendAll<C extends Content>(
  call: Call,
  contents: C[],
): (Pick<Message, 'message_id' | 'date' | 'chat'> & C)[] {
  const markup = markupOf(call)
  const room = roomOf(call, 'write')
  const thread = threadOf(call, room)
  const reply = replyOf(call, room)
  const receiver = addressee(call, room, reply)
  keepLimits(call, room, contents.length)
  const common: Content = {
    ...authorOf(call.bot, room, call.state),
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(flagOf(call, 'protect_content') ? { has_protected_content: true } : {}),
    ...(markup.inline ? { reply_markup: markup.inline } : {}),
    ...(reply.quote ? { quote: reply.quote } : {}),
    ...(receiver ? receiver.content : {}),
  }
  const options = {
    replyTo: reply.to,
    ...(receiver ? receiver.options : {}),
    ...(markup.reply ? { keyboard: markup.reply } : {}),
  }
  if (room.draft && room.draft.thread === thread) endDraft(call.state, room)
  return contents.map((content) => postMessage(call.state, room, { ...common, ...content }, options))
}

export function keepLimits(call: Call, room: Room, count = 1): void {
  const wait = call.state.limits.take(call.bot.user.id, room.chat, count)
  if (wait !== undefined) tooManyRequests(wait)
}

export function tooManyRequests(wait: number): never {
  refuse(429, `Too Many Requests: retry after ${wait}`, { retry_after: wait })
}

function authorOf(bot: Bot, room: Room, state: State): Content {
  if (room.chat.type === 'channel') return { sender_chat: room.chat }
  const from = userOf(state, bot.user.id)
  return from ? { from } : {}
}

function endDraft(state: State, room: Room): void {
  delete room.draft
  state.changes.emit({ kind: 'draft', room: room.key })
}

export function linkPreviewOf(call: Call): Pick<Message, 'link_preview_options'> {
  const options = objectOf(call, 'link_preview_options', 'link preview options')
  return options && Object.keys(options).length > 0 ? { link_preview_options: options } : {}
}

/** Where a forwarded message comes from. */
export function originOf(message: Message, state: State): NonNullable<Message['forward_origin']> {
  if (message.forward_origin) return message.forward_origin
  const { date } = message
  if (message.chat.type === 'channel')
    return { type: 'channel', date, chat: message.chat, message_id: message.message_id }
  if (message.from) return { type: 'user', date, sender_user: message.from }
  return { type: 'hidden_user', date: date || seconds(state), sender_user_name: 'Deleted Account' }
}
