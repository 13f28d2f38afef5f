// What a person does without writing: presses, reacts, blocks, joins, leaves, opens a topic, stops a draft.
import { toReaction } from './api/presence.ts'
import { tellOfReaction } from './deliver/tell-bots.ts'
import { moveMember } from './members.ts'
import { findPosted, postMessage } from './messages.ts'
import type { Self } from './people.ts'
import { type Pressed, pressButton } from './press.ts'
import { idOf, type SeenMessage, seenMessages } from './see.ts'
import type { Room } from './state.ts'
import { openTopic, topicColor } from './topics.ts'
import { botFor, describe, type Where } from './where.ts'

type Pressing = Where & { on?: SeenMessage | number }

export type Deeds = {
  /** Presses the newest button of that label that they see, or the one below that message. */
  presses(label: string | RegExp, where?: Pressing): Promise<Pressed>
  /** Nothing takes the reaction away. */
  reacts(message: SeenMessage | number, emoji?: string, where?: Where): Promise<void>
  blocks(where?: Where): Promise<void>
  unblocks(where?: Where): Promise<void>
  joins(place: string): Promise<void>
  leaves(place: string): Promise<void>
  opensTopic(name: string, where?: Where): Promise<number>
  /** Presses the stop button of a draft. */
  stops(where?: Where): Promise<void>
}

export function createDeeds(self: Self): Deeds {
  const { state, user } = self
  return {
    async presses(label, where = {}) {
      const room = self.acting(where)
      const { posted, data } = findButton(self, room, label, where)
      return pressButton(state, room, posted, user, data)
    },
    async reacts(message, emoji, where = {}) {
      react(self, self.acting(where), idOf(message), emoji)
    },
    async blocks(where = {}) {
      moveMember(state, self.acting(where), botFor(state, where).user.id, 'kicked', user.id)
    },
    async unblocks(where = {}) {
      moveMember(state, self.acting(where), botFor(state, where).user.id, 'member', user.id)
    },
    async joins(place) {
      const room = state.rooms.get(state.places.get(place) ?? '')
      if (!room) throw new Error(`There is no chat called ${place}.`)
      moveMember(state, room, user.id, 'member', user.id)
      postMessage(state, room, { from: user, new_chat_members: [user] })
    },
    async leaves(place) {
      const room = self.acting({ in: place })
      postMessage(state, room, { from: user, left_chat_member: user })
      moveMember(state, room, user.id, 'left', user.id)
    },
    async opensTopic(name, where = {}) {
      const room = self.acting(where)
      if (room.chat.type === 'private' && !botFor(state, where).user.has_topics_enabled)
        throw new Error('Private chats with this bot have no topics; make the bot with topics: true.')
      return openTopic(state, room, name, user.id, topicColor).id
    },
    async stops(where = {}) {
      stopDraft(self, self.acting(where), where)
    },
  }
}

function findButton({ state, user }: Self, room: Room, label: string | RegExp, where: Pressing) {
  const on = where.on === undefined ? undefined : idOf(where.on)
  const visible = seenMessages(state, room, user.id)
    .filter(({ id }) => on === undefined || id === on)
    .toReversed()
  for (const { message } of visible) {
    const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
    const button = buttons.find(({ text }) => (typeof label === 'string' ? text === label : label.test(text)))
    const posted = button && room.posts.find((post) => post.message === message)
    if (posted && 'callback_data' in button) return { posted, data: button.callback_data }
  }
  const labels = visible.flatMap(({ buttons }) => buttons.flat().map(({ text }) => text)).join(', ') || 'none'
  throw new Error(`${user.first_name} sees no button ${label} to press in ${describe(where)}, only: ${labels}`)
}

function react({ state, user }: Self, room: Room, message: number, emoji: string | undefined): void {
  const posted = findPosted(room, message)
  if (!posted) throw new Error(`${user.first_name} does not see message ${message}.`)
  const before = posted.reactions.get(user.id) ?? []
  const after = emoji === undefined ? [] : [toReaction({ type: 'emoji', emoji })]
  posted.reactions.set(user.id, after)
  state.changes.emit({ kind: 'reaction', room: room.key })
  tellOfReaction(state, room, { message, user: user.id, before, after })
}

function stopDraft({ state }: Self, room: Room, where: Where): void {
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
