// Which bots hear of what, and in which lane it goes to them.
import type { CallbackQuery, ChatMember, Message, ReactionType, Update } from '@grammyjs/types'
import { type Bot, isAdmin, isIn, type Room, type State, seconds, userOf } from '../state.ts'

const day = 86_400
const pressLivesSeconds = 150

/** A message of a person, new or edited, to every bot that may read it. */
export function tellOfMessage(state: State, room: Room, message: Message, isEdited = false): void {
  for (const bot of botsIn(state, room))
    if (mayRead(state, bot, room, message)) sendMessage(bot, room, message, isEdited)
}

/** The few messages of its own that a bot hears of. */
export function tellOfOwn(bot: Bot, room: Room, message: Message): void {
  sendMessage(bot, room, message, false)
}

function sendMessage(bot: Bot, room: Room, message: Message, isEdited: boolean): void {
  const isPost = room.chat.type === 'channel'
  const type = isPost ? (isEdited ? 'edited_channel_post' : 'channel_post') : isEdited ? 'edited_message' : 'message'
  bot.updates.push({ type, update: { [type]: message }, lane: `${room.chat.id}`, livesSeconds: day })
}

export function tellOfPress(bot: Bot, query: CallbackQuery): void {
  const lane = `press ${query.from.id}`
  bot.updates.push({ type: 'callback_query', update: { callback_query: query }, lane, livesSeconds: pressLivesSeconds })
}

export type Moved = { user: number; by: number; before: ChatMember; after: ChatMember }

/** The bot itself was added, removed, promoted, blocked; or, for administrators that ask for it, somebody else. */
export function tellOfMember(state: State, room: Room, moved: Moved): void {
  const from = userOf(state, moved.by)
  if (!from) return
  const change = {
    chat: room.chat,
    from,
    date: seconds(state),
    old_chat_member: moved.before,
    new_chat_member: moved.after,
  }
  const own = state.bots.get(moved.user)
  const lane = `member ${own ? room.chat.id : moved.user}`
  own?.updates.push({ type: 'my_chat_member', update: { my_chat_member: change }, lane, livesSeconds: day })
  if (own) return
  for (const bot of botsIn(state, room).filter((one) => isAdmin(room.members.get(one.user.id))))
    bot.updates.push({ type: 'chat_member', update: { chat_member: change }, lane, livesSeconds: day })
}

export type Reacted = { message: number; user: number; before: ReactionType[]; after: ReactionType[] }

export function tellOfReaction(state: State, room: Room, reacted: Reacted): void {
  const user = userOf(state, reacted.user)
  if (!user) return
  const update: Omit<Update, 'update_id'> = {
    message_reaction: {
      chat: room.chat,
      message_id: reacted.message,
      user,
      date: seconds(state),
      old_reaction: reacted.before,
      new_reaction: reacted.after,
    },
  }
  for (const bot of botsIn(state, room)) {
    const maySee = room.chat.type === 'private' || isAdmin(room.members.get(bot.user.id))
    if (maySee)
      bot.updates.push({ type: 'message_reaction', update, lane: `reaction ${room.chat.id}`, livesSeconds: day })
  }
}

export function botsIn(state: State, room: Room): Bot[] {
  return [...state.bots.values()].filter(({ user }) => isIn(room.members.get(user.id)))
}

/** With privacy mode on, a bot in a group reads commands, mentions, replies to it and service messages, unless it is an administrator. */
function mayRead(state: State, bot: Bot, room: Room, message: Message): boolean {
  const isGroup = room.chat.type === 'group' || room.chat.type === 'supergroup'
  if (!isGroup || bot.user.can_read_all_group_messages || isAdmin(room.members.get(bot.user.id))) return true
  if (isService(message) || message.reply_to_message?.from?.id === bot.user.id) return true
  const text = message.text ?? message.caption ?? ''
  const entities = message.entities ?? message.caption_entities ?? []
  return entities.some(({ type, offset, length }) => {
    const [word = '', addressee] = text
      .slice(offset, offset + length)
      .toLowerCase()
      .split('@')
    const isToMe = addressee === bot.user.username.toLowerCase()
    if (type === 'mention') return isToMe
    return type === 'bot_command' && word !== '' && (isToMe || (addressee === undefined && isNearest(state, room, bot)))
  })
}

// A bare command reaches the only bot there is, or else the one that spoke last.
function isNearest(state: State, room: Room, bot: Bot): boolean {
  const last = room.posts.findLast(({ message }) => message.from?.is_bot)
  return botsIn(state, room).length === 1 || last?.message.from?.id === bot.user.id
}

function isService(message: Message): boolean {
  return message.text === undefined && !message.photo && !message.document
}
