// The chat, topic and message a call speaks of, or Telegram's reason why not.
import type { Message } from '@grammyjs/types'
import { findPosted } from '../messages.ts'
import { isAdmin, isIn, type Posted, type Room, roomKey, type State } from '../state.ts'
import { type Call, jsonOf, numberOf, objectOf, textOf } from './call.ts'
import { badRequest, forbidden } from './refuse.ts'

export type Access = 'read' | 'write'

export function roomOf(call: Call, access: Access, name = 'chat_id'): Room {
  return roomBy(call, textOf(call, name), access, name)
}

export function roomBy(call: Call, id: string, access: Access, name = 'chat_id'): Room {
  if (id === '') badRequest(`${name} is empty`)
  const room = id.startsWith('@')
    ? byUsername(call.state, id)
    : call.state.rooms.get(roomKey(Number(id), call.bot.user.id))
  if (!room) return unknownRoom(call, Number(id))
  checkAccess(call, room, access)
  return room
}

function byUsername(state: State, name: string): Room | undefined {
  const wanted = name.slice(1).toLowerCase()
  return [...state.rooms.values()].find(
    ({ chat }) => chat.type !== 'private' && chat.username?.toLowerCase() === wanted,
  )
}

// Whoever shares a group with the bot is known to it, but has not opened the door.
function unknownRoom(call: Call, id: number): never {
  const isKnown = [...call.state.rooms.values()].some(
    ({ members }) => isIn(members.get(id)) && isIn(members.get(call.bot.user.id)),
  )
  if (isKnown) forbidden("bot can't initiate conversation with a user")
  badRequest('chat not found')
}

function checkAccess(call: Call, room: Room, access: Access): void {
  const { type } = room.chat
  const standing = room.members.get(call.bot.user.id)
  if (room.movedTo !== undefined && access === 'write')
    badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: room.movedTo })
  if (type === 'private') {
    if (standing === 'kicked' && access === 'write') forbidden('bot was blocked by the user')
    return
  }
  // A basic group can still be looked at from outside.
  if (type === 'group' && access === 'read') return
  if (standing === 'kicked') forbidden(`bot was kicked from the ${type} chat`)
  if (!isIn(standing)) forbidden(`bot is not a member of the ${type} chat`)
  if (type === 'channel' && access === 'write' && !isAdmin(standing))
    badRequest('need administrator rights in the channel chat')
}

/** The thread a new message goes to; nothing is the chat itself, or its General topic. */
export function threadOf(call: Call, room: Room): number | undefined {
  const thread = numberOf(call, 'message_thread_id')
  if (thread === 0) return undefined
  const topic = room.topics.get(thread)
  if (!topic) badRequest('message thread not found')
  if (topic.isClosed && !isAdmin(room.members.get(call.bot.user.id))) badRequest('TOPIC_CLOSED')
  return thread
}

export function messageOf(call: Call, room: Room, what: string, name = 'message_id'): Posted {
  return findPosted(room, numberOf(call, name)) ?? badRequest(`${what} not found`)
}

export type Reply = { to?: Message; ephemeral?: number; quote?: { text: string; position: number; is_manual: true } }

export function replyOf(call: Call, room: Room): Reply {
  const parameters = objectOf(call, 'reply_parameters', 'reply parameters') ?? {
    message_id: numberOf(call, 'reply_to_message_id') || undefined,
    allow_sending_without_reply: call.args.allow_sending_without_reply,
  }
  if (typeof parameters.ephemeral_message_id === 'number') return { ephemeral: parameters.ephemeral_message_id }
  if (parameters.message_id === undefined) return {}
  const elsewhere = parameters.chat_id === undefined ? room : roomBy(call, String(parameters.chat_id), 'read')
  const found = findPosted(elsewhere, Number(parameters.message_id))
  if (!found && String(parameters.allow_sending_without_reply) !== 'true') badRequest('message to be replied not found')
  if (!found) return {}
  return { to: found.message, ...quoteOf(parameters.quote, found.message) }
}

function quoteOf(quote: unknown, message: Message): Pick<Reply, 'quote'> {
  if (typeof quote !== 'string' || quote === '') return {}
  const position = (message.text ?? message.caption ?? '').indexOf(quote)
  if (position < 0) badRequest('QUOTE_TEXT_INVALID')
  return { quote: { text: quote, position, is_manual: true } }
}

/** Identifiers of several messages, rising. */
export function messageIdsOf(call: Call): number[] {
  const list = jsonOf(call, 'message_ids', 'message_ids')
  if (list === undefined) badRequest('message identifiers are not specified')
  if (!Array.isArray(list)) badRequest('expected an Array of message identifiers')
  if (list.length > 100) badRequest('too many message identifiers specified')
  return list.map(Number)
}
