// People by speech: what they say and do reaches the bot as it would from a phone, and what they see can be waited for.
import type { BotCommand, User } from '@grammyjs/types'
import { toReaction } from './api/presence.ts'
import { tellOfReaction } from './deliver/tell-bots.ts'
import { moveMember } from './members.ts'
import { menuFor } from './menus.ts'
import { findPosted, postMessage, removeMessage, reviseMessage } from './messages.ts'
import { plainText } from './parse-entities/format-text.ts'
import { type Pressed, pressButton } from './press.ts'
import { type SeenChat, type SeenMessage, seenChat, seenMessages, toSeen } from './see.ts'
import type { Posted, Room, State } from './state.ts'
import { openTopic } from './topics.ts'
import { botFor, describe, roomFor, topicFor, type Where } from './where.ts'
import { type Outgoing, writeFiles, writeText } from './write-as-person.ts'

type Speaking = Where & { replyTo?: SeenMessage | number }
type Waiting = Where & { withinMs?: number }
type Wanted = RegExp | string | ((message: SeenMessage) => boolean)

export type Person = {
  user: User
  says(text: string, where?: Speaking): Promise<SeenMessage>
  sends(what: Outgoing, where?: Speaking): Promise<SeenMessage[]>
  edits(message: SeenMessage | number, text: string, where?: Where): Promise<SeenMessage>
  deletes(message: SeenMessage | number, where?: Where): Promise<void>
  /** Presses the newest button of that label that they see. */
  presses(label: string | RegExp, where?: Where): Promise<Pressed>
  /** Nothing takes the reaction away. */
  reacts(message: SeenMessage | number, emoji?: string, where?: Where): Promise<void>
  blocks(where?: Where): Promise<void>
  unblocks(where?: Where): Promise<void>
  joins(place: string): Promise<void>
  leaves(place: string): Promise<void>
  opensTopic(name: string, where?: Where): Promise<number>
  /** Presses the stop button of a draft. */
  stops(where?: Where): Promise<void>
  sees(where?: Where): SeenMessage[]
  looksAt(where?: Where): SeenChat
  menu(where?: Where): BotCommand[]
  /** The first message of somebody else that is new or changed since they last did something there. */
  waitsFor(wanted: Wanted, where?: Waiting): Promise<SeenMessage>
}

export function createPerson(state: State, user: User): Person {
  const lastActs = new Map<string, number>()

  function acting(where: Where): Room {
    const room = roomFor(state, user, where)
    lastActs.set(room.key, state.sequence)
    return room
  }

  function seen(room: Room, id: number, ephemeral?: number): SeenMessage {
    const posted = room.posts.find(
      ({ message }) => message.message_id === id && (id > 0 || message.ephemeral_message_id === ephemeral),
    )
    if (!posted) throw new Error(`${user.first_name} does not see message ${id}.`)
    lastActs.set(room.key, state.sequence)
    return toSeen(state, posted)
  }

  function own(room: Room, message: SeenMessage | number): Posted {
    const posted = findPosted(room, idOf(message))
    if (posted?.message.from?.id !== user.id)
      throw new Error(`${user.first_name} did not write message ${idOf(message)}.`)
    return posted
  }

  function matching(room: Room, wanted: Wanted): SeenMessage | undefined {
    const since = lastActs.get(room.key) ?? 0
    return seenMessages(state, room, user.id).find(
      (message) => message.sequence > since && message.from.id !== user.id && matches(message, wanted),
    )
  }

  return {
    user,
    async says(text, where = {}) {
      const room = acting(where)
      const message = writeText(state, room, user, text, envelope(room, where))
      return seen(room, message.message_id, message.ephemeral_message_id)
    },
    async sends(what, where = {}) {
      const room = acting(where)
      return writeFiles(state, room, user, what, envelope(room, where)).map(({ message_id }) => seen(room, message_id))
    },
    async edits(message, text, where = {}) {
      const room = acting(where)
      const { text: words, entities } = plainText(text)
      const revised = reviseMessage(state, room, own(room, message), { text: words, entities })
      return seen(room, revised.message_id)
    },
    async deletes(message, where = {}) {
      const room = acting(where)
      removeMessage(state, room, own(room, message))
    },
    async presses(label, where = {}) {
      const room = acting(where)
      const { posted, data } = findButton(state, room, user, label, where)
      return pressButton(state, room, posted, user, data)
    },
    async reacts(message, emoji, where = {}) {
      const room = acting(where)
      const posted = findPosted(room, idOf(message))
      if (!posted) throw new Error(`${user.first_name} does not see message ${idOf(message)}.`)
      const before = posted.reactions.get(user.id) ?? []
      const after = emoji === undefined ? [] : [toReaction({ type: 'emoji', emoji })]
      posted.reactions.set(user.id, after)
      state.changes.emit({ kind: 'reaction', room: room.key })
      tellOfReaction(state, room, { message: idOf(message), user: user.id, before, after })
    },
    async blocks(where = {}) {
      moveMember(state, acting(where), botFor(state, where).user.id, 'kicked', user.id)
    },
    async unblocks(where = {}) {
      moveMember(state, acting(where), botFor(state, where).user.id, 'member', user.id)
    },
    async joins(place) {
      const room = state.rooms.get(state.places.get(place) ?? '')
      if (!room) throw new Error(`There is no chat called ${place}.`)
      moveMember(state, room, user.id, 'member', user.id)
      postMessage(state, room, { from: user, new_chat_members: [user] })
    },
    async leaves(place) {
      const room = acting({ in: place })
      postMessage(state, room, { from: user, left_chat_member: user })
      moveMember(state, room, user.id, 'left', user.id)
    },
    async opensTopic(name, where = {}) {
      const room = acting(where)
      if (room.chat.type === 'private' && !botFor(state, where).user.has_topics_enabled)
        throw new Error('Private chats with this bot have no topics; make the bot with topics: true.')
      return openTopic(state, room, name, user.id, 0x6fb9f0).id
    },
    async stops(where = {}) {
      stopDraft(state, acting(where), where)
    },
    sees: (where = {}) => inTopic(seenMessages(state, roomFor(state, user, where), user.id), where, state, user),
    looksAt: (where = {}) => seenChat(state, roomFor(state, user, where), user.id),
    menu: (where = {}) => menuFor(state, roomFor(state, user, where), user.id),
    waitsFor(wanted, where = {}) {
      const { withinMs = 5000 } = where
      const look = () => matching(roomFor(state, user, where), wanted)
      return state.changes.until(look, withinMs, () => {
        const texts = seenMessages(state, roomFor(state, user, where), user.id).map(({ text }) => text)
        return `${user.first_name} waited ${withinMs} ms in ${describe(where)} for ${String(wanted)} and saw: ${texts.join(' | ') || 'nothing'}`
      })
    },
  }
}

function envelope(room: Room, where: Speaking) {
  const replyTo = where.replyTo === undefined ? undefined : idOf(where.replyTo)
  return { topic: topicFor(room, where), replyTo }
}

function idOf(message: SeenMessage | number): number {
  return typeof message === 'number' ? message : message.id
}

function matches(message: SeenMessage, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(message)
  return typeof wanted === 'string' ? message.text.includes(wanted) : wanted.test(message.text)
}

function inTopic(messages: SeenMessage[], where: Where, state: State, user: User): SeenMessage[] {
  const topic = topicFor(roomFor(state, user, where), where)
  return topic === undefined ? messages : messages.filter((message) => message.topic === topic)
}

function findButton(state: State, room: Room, user: User, label: string | RegExp, where: Where) {
  const visible = seenMessages(state, room, user.id).toReversed()
  for (const { message } of visible) {
    for (const button of message.reply_markup?.inline_keyboard.flat() ?? []) {
      const isIt = typeof label === 'string' ? button.text === label : label.test(button.text)
      const posted = isIt ? room.posts.find((post) => post.message === message) : undefined
      if (posted && 'callback_data' in button) return { posted, data: button.callback_data }
    }
  }
  const labels = visible.flatMap(({ buttons }) => buttons.flat().map(({ text }) => text))
  throw new Error(
    `${user.first_name} sees no button ${String(label)} to press in ${describe(where)}, only: ${labels.join(', ') || 'none'}`,
  )
}

function stopDraft(state: State, room: Room, where: Where): void {
  const { draft, chat } = room
  if (chat.type !== 'private' || !draft?.canStop || draft.until <= state.clock.now())
    throw new Error('There is no draft with a stop button here.')
  delete room.draft
  state.changes.emit({ kind: 'draft', room: room.key })
  const thread = draft.thread === undefined ? {} : { message_thread_id: draft.thread }
  botFor(state, where).updates.push({
    type: 'stopped_message_generation',
    update: { stopped_message_generation: { chat, draft_id: draft.id, ...thread } },
    lane: `${chat.id}`,
    livesSeconds: 86_400,
  })
}
