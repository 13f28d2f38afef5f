// Where something was said: a chat, a topic of it, and in groups whoever said it. Equal places are one conversation.
import type { Chat, Message, Update, User } from 'grammy/types'

/** Kept in `ReplyTo.address`: all that a reply needs to find its way. */
export type Address = {
  chat: number
  topic?: number
  /** The message that is answered. */
  message?: number
  /** The same, when only the bot and its author see it. */
  ephemeral?: number
  /** The press that is answered. */
  press?: string
  /** Who asked, in chats where several people read. */
  asker?: number
  /** When it was asked; for what nobody asks at that moment there is none. */
  at?: number
}

export function workspaceOf(bot: number): string {
  return `telegram:${bot}`
}

export function placeOf(bot: number, chat: number | string, topic?: number, asker?: number): string {
  const where = topic === undefined ? `telegram:${bot}:${chat}` : `telegram:${bot}:${chat}:${topic}`
  return asker === undefined ? where : `${where}/${asker}`
}

/** In a forum, and in private chats with topics; the General topic counts as none, and so it must on the way out. */
export function topicOf(message: { is_topic_message?: boolean; message_thread_id?: number }): number | undefined {
  const topic = message.is_topic_message ? message.message_thread_id : undefined
  return topic === 1 ? undefined : topic
}

export function askerIn(chat: Pick<Chat, 'type'>, from: Pick<User, 'id'> | undefined): number | undefined {
  return chat.type === 'private' ? undefined : from?.id
}

export function addressOf(message: Message, from: User | undefined): Address {
  const topic = topicOf(message)
  const asker = askerIn(message.chat, from)
  const { message_id: id, ephemeral_message_id: ephemeral } = message
  return {
    chat: message.chat.id,
    ...(topic === undefined ? {} : { topic }),
    ...(id > 0 ? { message: id } : {}),
    ...(ephemeral === undefined ? {} : { ephemeral }),
    ...(asker === undefined ? {} : { asker }),
  }
}

/** The kinds of updates that mean something to us; Telegram sends no others. */
export const updateKinds = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
] as const satisfies Exclude<keyof Update, 'update_id'>[]

/** Comes only from a draft's button. */
export const draftKinds = ['stopped_message_generation'] as const satisfies Exclude<keyof Update, 'update_id'>[]
