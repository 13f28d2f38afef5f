// Messages come, change and go here, whoever sent them; listeners and bots are told.
import type { Message, MessageEntity, Update } from '@grammyjs/types'
import { tellOfMessage, tellOfOwn } from './deliver/tell-bots.ts'
import { type Posted, type Room, type State, seconds } from './state.ts'

export type Content = Partial<Omit<Message, 'message_id' | 'date' | 'chat' | 'reply_to_message'>>

type Base = Pick<Message, 'message_id' | 'date' | 'chat'>

export type PostOptions = Pick<Posted, 'onlyFor' | 'insteadOf' | 'keyboard'> & {
  replyTo?: Message | undefined
  /** The message has its number and nobody has seen it yet. */
  onNumbered?: (message: Message) => void
}

export function postMessage<C extends Content>(
  state: State,
  room: Room,
  content: C,
  options: PostOptions = {},
): Base & C {
  const { replyTo, onNumbered, ...rest } = options
  const base: Base = { message_id: newId(state, room, options), date: seconds(state), chat: room.chat }
  const message = { ...base, ...content, ...(replyTo ? { reply_to_message: withoutReply(replyTo) } : {}) }
  onNumbered?.(message)
  state.sequence += 1
  const posted: Posted = { message, sequence: state.sequence, reactions: new Map(), ...rest }
  room.posts.push(posted)
  if (message.from?.is_bot) delete room.doing
  state.changes.emit({ kind: 'message', room: room.key })
  tellBots(state, room, message)
  return message
}

function tellBots(state: State, room: Room, message: Message): void {
  const author = state.bots.get(message.from?.id ?? 0)
  if (!author) tellOfMessage(state, room, message)
  else if (isHeardByAuthor(message)) tellOfOwn(author, room, message)
}

// Of what a bot causes itself it hears only of a few service messages.
function isHeardByAuthor(message: Message): boolean {
  return Boolean(
    message.forum_topic_created ??
      message.forum_topic_closed ??
      message.forum_topic_reopened ??
      message.left_chat_member,
  )
}

export type Revision = {
  text?: string
  entities?: MessageEntity[]
  caption?: string
  caption_entities?: MessageEntity[]
} & Pick<Message, 'photo' | 'document' | 'link_preview_options' | 'reply_markup'>

/** Replaces what is named; `undefined` takes a part away. */
export function reviseMessage(
  state: State,
  room: Room,
  posted: Posted,
  revision: { [K in keyof Revision]: Revision[K] | undefined },
): Message & Update.Edited {
  const merged = { ...posted.message, ...revision, edit_date: seconds(state) }
  // Absent and undefined are the same on the wire; the type only knows absent.
  const revised = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined))
  const message = revised as unknown as Message & Update.Edited
  posted.message = message
  state.sequence += 1
  posted.sequence = state.sequence
  state.changes.emit({ kind: 'edited', room: room.key })
  if (!message.from?.is_bot && message.chat.type !== 'channel') tellOfMessage(state, room, message, true)
  return message
}

export function removeMessage(state: State, room: Room, posted: Posted): void {
  room.posts = room.posts.filter((other) => other !== posted)
  state.changes.emit({ kind: 'deleted', room: room.key })
}

export function findPosted(room: Room, messageId: number): Posted | undefined {
  return messageId > 0 ? room.posts.find(({ message }) => message.message_id === messageId) : undefined
}

export function findEphemeral(room: Room, ephemeralId: number): Posted | undefined {
  return room.posts.find(({ message }) => message.ephemeral_message_id === ephemeralId)
}

/** Private chats and groups share one row of numbers, every supergroup and channel has its own, and ephemeral messages have none. */
function newId(state: State, room: Room, { onlyFor }: PostOptions): number {
  if (onlyFor !== undefined) return 0
  const isShared = room.chat.type === 'private' || room.chat.type === 'group'
  return state.ids.next(isShared ? 'messages' : `messages of ${room.key}`)
}

function withoutReply({ reply_to_message: _, ...message }: Message): NonNullable<Message['reply_to_message']> {
  return message as NonNullable<Message['reply_to_message']>
}
