// People by speech: what they say and do reaches the bot as it would from a phone, and what they see can be waited for.
import type { User } from '@grammyjs/types'
import { createDeeds, type Deeds } from './person-deeds.ts'
import { createSight, type Sight } from './person-sight.ts'
import { createSpeech, type Speech } from './person-speech.ts'
import { type SeenMessage, toSeen } from './see.ts'
import type { Room, State } from './state.ts'
import { roomFor, type Where } from './where.ts'

export type Person = { user: User } & Speech & Deeds & Sight

/** One person while they act: where they are, and up to where they have seen. */
export type Self = {
  state: State
  user: User
  /** The chat they do something in; what came before is no news to them from here on. */
  acting(where: Where): Room
  /** What they just wrote, as they see it. */
  written(room: Room, message: { message_id: number; ephemeral_message_id?: number }): SeenMessage
  newSince(room: Room): number
}

export function createPerson(state: State, user: User): Person {
  const self = createSelf(state, user)
  return { user, ...createSpeech(self), ...createDeeds(self), ...createSight(self) }
}

function createSelf(state: State, user: User): Self {
  const lastActs = new Map<string, number>()
  const act = (room: Room) => lastActs.set(room.key, state.sequence)
  return {
    state,
    user,
    acting(where) {
      const room = roomFor(state, user, where)
      act(room)
      return room
    },
    written(room, { message_id: id, ephemeral_message_id: hidden }) {
      const posted = room.posts.find(
        ({ message }) => message.message_id === id && (id > 0 || message.ephemeral_message_id === hidden),
      )
      if (!posted) throw new Error(`${user.first_name} does not see message ${id}.`)
      act(room)
      return toSeen(state, posted)
    },
    newSince: (room) => lastActs.get(room.key) ?? 0,
  }
}
