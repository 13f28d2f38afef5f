// What one person sees: their chats, the messages in them, buttons, a draft that grows, the command menu.
import type { BotCommand, InlineKeyboardButton, Message, MessageEntity, ReactionType } from '@grammyjs/types'
import { menuFor } from './menus.ts'
import { isIn, type Posted, type Room, type State } from './state.ts'

export type SeenButton = { text: string; action: 'press' | 'link' | 'other'; url?: string; style?: string }

export type SeenFile = { id: string; kind: 'photo' | 'document'; name: string; mediaType: string; bytes: number }

export type SeenMessage = {
  id: number
  /** Grows with every message and edit anywhere. */
  sequence: number
  at: number
  from: { id: number; name: string; isBot: boolean }
  /** The text, the caption, or in brackets what a service message tells. */
  text: string
  entities: MessageEntity[]
  buttons: SeenButton[][]
  /** Reply buttons below the text field. */
  keyboard: string[][]
  files: SeenFile[]
  reactions: string[]
  /** By whoever put them there. */
  reactionsOf: Record<number, string[]>
  topic?: number
  replyTo?: number
  album?: string
  isEdited: boolean
  isService: boolean
  isOnlyForYou: boolean
  /** As the Bot API shows it. */
  message: Message
}

export type SeenChat = {
  key: string
  id: number
  title: string
  kind: Room['chat']['type']
  topics: { id: number; name: string; isClosed: boolean }[]
  messages: SeenMessage[]
  commands: BotCommand[]
  draft?: { id: number; text: string; entities: MessageEntity[]; canStop: boolean; topic?: number }
  /** What the bot is doing right now, such as typing. */
  doing?: string
  isBlocked: boolean
  movedTo?: number
}

export function seenChats(state: State, person: number): SeenChat[] {
  return [...state.rooms.values()]
    .filter((room) => isIn(room.members.get(person)))
    .map((room) => seenChat(state, room, person))
}

export function seenChat(state: State, room: Room, person: number): SeenChat {
  const now = state.clock.now()
  const { draft, doing, chat } = room
  return {
    key: room.key,
    id: chat.id,
    title: titleOf(state, room),
    kind: chat.type,
    topics: [...room.topics.values()].map(({ id, name, isClosed }) => ({ id, name, isClosed })),
    messages: seenMessages(state, room, person),
    commands: menuFor(state, room, person),
    ...(draft && draft.until > now ? { draft: toSeenDraft(draft) } : {}),
    ...(doing && doing.until > now ? { doing: doing.action } : {}),
    isBlocked: room.privateTo !== undefined && room.members.get(room.privateTo) === 'kicked',
    ...(room.movedTo === undefined ? {} : { movedTo: room.movedTo }),
  }
}

export function seenMessages(state: State, room: Room, person: number): SeenMessage[] {
  const replaced = new Set(room.posts.flatMap((post) => (post.onlyFor === person ? (post.insteadOf ?? []) : [])))
  return room.posts
    .filter((post) => isVisible(post, person) && !(post.onlyFor === undefined && replaced.has(post.message.message_id)))
    .map((post) => toSeen(state, post))
}

function isVisible({ onlyFor }: Posted, person: number): boolean {
  return onlyFor === undefined || onlyFor === person
}

export function toSeen(state: State, { message, sequence, onlyFor, keyboard, reactions }: Posted): SeenMessage {
  const service = serviceText(message)
  const text = message.text ?? message.caption ?? ''
  return {
    id: message.message_id,
    sequence,
    at: message.date * 1000,
    from: authorOf(message),
    text: service ? `[${service}]` : text,
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: message.reply_markup?.inline_keyboard.map((row) => row.map(toSeenButton)) ?? [],
    keyboard: keyboard?.keyboard.map((row) => row.map((key) => (typeof key === 'string' ? key : key.text))) ?? [],
    files: filesOf(state, message),
    reactions: [...reactions.values()].flat().map(toEmoji),
    reactionsOf: Object.fromEntries([...reactions].map(([user, all]) => [user, all.map(toEmoji)])),
    ...(message.message_thread_id === undefined ? {} : { topic: message.message_thread_id }),
    ...(message.reply_to_message ? { replyTo: message.reply_to_message.message_id } : {}),
    ...(message.media_group_id ? { album: message.media_group_id } : {}),
    isEdited: message.edit_date !== undefined,
    isService: service !== undefined,
    isOnlyForYou: onlyFor !== undefined,
    message,
  }
}

function toEmoji(reaction: ReactionType): string {
  return reaction.type === 'emoji' ? reaction.emoji : reaction.type
}

function toSeenDraft({ id, text, entities, canStop, thread }: NonNullable<Room['draft']>) {
  return { id, text, entities, canStop, ...(thread === undefined ? {} : { topic: thread }) }
}

function titleOf(state: State, { chat, privateTo }: Room): string {
  return chat.title ?? state.bots.get(privateTo ?? 0)?.user.first_name ?? ''
}

function authorOf({ from, sender_chat }: Message): SeenMessage['from'] {
  if (from) return { id: from.id, name: from.first_name, isBot: from.is_bot }
  return { id: sender_chat?.id ?? 0, name: sender_chat?.title ?? '', isBot: false }
}

function toSeenButton(button: InlineKeyboardButton): SeenButton {
  const { text, style } = button
  const look = style ? { style } : {}
  if ('url' in button) return { text, action: 'link', url: button.url, ...look }
  return { text, action: 'callback_data' in button ? 'press' : 'other', ...look }
}

function filesOf(state: State, { photo, document }: Message): SeenFile[] {
  return [...(photo?.slice(-1) ?? []), ...(document ? [document] : [])].flatMap(({ file_id }) => {
    const file = state.files.find(file_id)
    if (!file) return []
    const { id, kind, name, mediaType, bytes } = file
    return [{ id, kind, name, mediaType, bytes: bytes.length }]
  })
}

function serviceText(message: Message): string | undefined {
  const names = (message.new_chat_members ?? []).map(({ first_name }) => first_name).join(', ')
  if (names) return `${names} joined`
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`
  if (message.forum_topic_created) return `topic "${message.forum_topic_created.name}" opened`
  if (message.forum_topic_closed) return 'topic closed'
  if (message.forum_topic_reopened) return 'topic reopened'
  if (message.migrate_to_chat_id !== undefined) return 'this group became a supergroup'
  return message.migrate_from_chat_id === undefined ? undefined : 'this supergroup was a group before'
}

export function idOf(message: SeenMessage | number): number {
  return typeof message === 'number' ? message : message.id
}
