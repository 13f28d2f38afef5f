// What people see of a bot at work: typing, a draft that grows, a reaction, the answer to a press.
import type { ReactionType } from '@grammyjs/types'
import { characters } from '../parse-entities/format-text.ts'
import { type Call, flagOf, isObject, jsonOf, type Methods, numberOf, textOf } from './call.ts'
import { formatted } from './content.ts'
import { badRequest } from './refuse.ts'
import { messageOf, roomOf, threadOf } from './rooms.ts'

export const presence = {
  sendChatAction,
  sendMessageDraft,
  setMessageReaction,
  answerCallbackQuery,
} satisfies Partial<Methods>

const actions =
  /^(typing|upload_photo|record_video|upload_video|record_voice|upload_voice|upload_document|choose_sticker|find_location|record_video_note|upload_video_note)$/

function sendChatAction(call: Call): true {
  const action = textOf(call, 'action').toLowerCase()
  if (!actions.test(action)) badRequest('wrong parameter action in request')
  const room = roomOf(call, 'write')
  room.doing = { action, until: call.state.clock.now() + 5000 }
  call.state.changes.emit({ kind: 'action', room: room.key })
  return true
}

function sendMessageDraft(call: Call): true {
  const { text, entities } = formatted(call, 'text', 'entities')
  if (characters(text) > 4096) badRequest('message is too long')
  const room = roomOf(call, 'write')
  if (room.chat.type !== 'private') badRequest('TEXTDRAFT_PEER_INVALID')
  const id = numberOf(call, 'draft_id')
  if (id === 0) badRequest('draft identifier must be non-zero')
  const thread = threadOf(call, room)
  const until = call.state.clock.now() + 30_000
  room.draft = { id, text, entities, canStop: flagOf(call, 'can_stop'), until, ...(thread ? { thread } : {}) }
  call.state.changes.emit({ kind: 'draft', room: room.key })
  return true
}

function setMessageReaction(call: Call): true {
  const reactions = reactionsOf(call)
  const room = roomOf(call, 'read')
  const posted = messageOf(call, room, 'message to react')
  if (reactions.length > 1) badRequest('REACTIONS_TOO_MANY')
  if (reactions.length > 0) posted.reactions.set(call.bot.user.id, reactions)
  else posted.reactions.delete(call.bot.user.id)
  call.state.changes.emit({ kind: 'reaction', room: room.key })
  return true
}

function reactionsOf(call: Call): ReactionType[] {
  const value = jsonOf(call, 'reaction', 'reaction types') ?? []
  if (!Array.isArray(value)) badRequest('expected an Array of ReactionType')
  return value.map(toReaction)
}

export function toReaction(value: unknown): ReactionType {
  if (!isObject(value)) badRequest("can't parse ReactionType: expected an Object")
  const isEmoji = value.type === 'emoji' && reactionEmoji.includes(String(value.emoji))
  const isKnown = isEmoji || value.type === 'custom_emoji'
  return isKnown ? (value as unknown as ReactionType) : badRequest('REACTION_INVALID')
}

const reactionEmoji =
  '👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'.split(
    ' ',
  )

const pressLivesMs = 60_000

function answerCallbackQuery(call: Call): true {
  const { state } = call
  const press = state.presses.get(textOf(call, 'callback_query_id'))
  const isOpen = press?.bot === call.bot.user.id && !press.answer && state.clock.now() - press.at <= pressLivesMs
  if (!press || !isOpen) badRequest('query is too old and response timeout expired or query ID is invalid')
  const text = textOf(call, 'text')
  if (characters(text) > 200) badRequest('MESSAGE_TOO_LONG')
  const url = textOf(call, 'url')
  press.answer = { text, isAlert: flagOf(call, 'show_alert'), ...(url ? { url } : {}) }
  state.changes.emit({ kind: 'press', query: press.id })
  return true
}
