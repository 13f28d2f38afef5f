// Groups, supergroups and channels by name, and what their owner does with them.
import type { User } from '@grammyjs/types'
import { migrate, openPlace } from './chats.ts'
import { moveMember } from './members.ts'
import { postMessage } from './messages.ts'
import type { Person } from './people.ts'
import { type Bot, type Room, type Standing, type State, userOf } from './state.ts'
import { openTopic, setTopicClosed, topicColor } from './topics.ts'

export type BotHandle = { id: number; username: string; token: string }

export type OpenOptions = {
  people?: Person[]
  /** The bots in it from the start; all of them unless said otherwise. They are not told. */
  bots?: BotHandle[]
  /** The bots are administrators. */
  isAdmin?: boolean
  isForum?: boolean
  username?: string
}

export type Place = {
  name: string
  /** Changes when the group migrates. */
  id(): number
  adds(who: Person | BotHandle, by?: Person): void
  removes(who: Person | BotHandle, by?: Person): void
  promotes(who: Person | BotHandle): void
  demotes(who: Person | BotHandle): void
  opensTopic(name: string): number
  closesTopic(topic: number): void
  /** Becomes a supergroup with another id, which is returned. */
  migrates(): number
}

export function createPlace(
  state: State,
  name: string,
  type: 'group' | 'supergroup' | 'channel',
  owner: User,
  options: OpenOptions,
): Place {
  const {
    people = [],
    bots = [...state.bots.values()].map(toHandle),
    isAdmin = type === 'channel',
    isForum,
    username,
  } = options
  const rank: Standing = isAdmin ? 'administrator' : 'member'
  const members: [number, Standing][] = [
    [owner.id, 'creator'],
    ...people
      .filter(({ user }) => user.id !== owner.id)
      .map(({ user }): [number, Standing] => [user.id, type === 'channel' ? 'administrator' : 'member']),
    ...bots.map(({ id }): [number, Standing] => [id, rank]),
  ]
  openPlace(state, name, type, { members, ...(isForum ? { isForum } : {}), ...(username ? { username } : {}) })
  return createHandle(state, name, owner)
}

export function toHandle({ user, token }: Bot): BotHandle {
  return { id: user.id, username: user.username, token }
}

function createHandle(state: State, name: string, owner: User): Place {
  function room(): Room {
    const found = state.rooms.get(state.places.get(name) ?? '')
    if (!found) throw new Error(`There is no chat called ${name} any more.`)
    return found
  }

  return {
    name,
    id: () => room().chat.id,
    adds(who, by) {
      const adder = by?.user ?? owner
      const user = userOf(state, idOf(who))
      moveMember(state, room(), idOf(who), 'member', adder.id)
      if (user) postMessage(state, room(), { from: adder, new_chat_members: [user] })
    },
    removes(who, by) {
      const remover = by?.user ?? owner
      const user = userOf(state, idOf(who))
      if (user) postMessage(state, room(), { from: remover, left_chat_member: user })
      moveMember(state, room(), idOf(who), 'kicked', remover.id)
    },
    promotes: (who) => moveMember(state, room(), idOf(who), 'administrator', owner.id),
    demotes: (who) => moveMember(state, room(), idOf(who), 'member', owner.id),
    opensTopic: (topic) => openTopic(state, room(), topic, owner.id, topicColor).id,
    closesTopic(id) {
      const topic = room().topics.get(id)
      if (!topic) throw new Error(`There is no topic ${id} in ${name}.`)
      setTopicClosed(state, room(), topic, true, owner.id)
    },
    migrates() {
      if (room().chat.type !== 'group') throw new Error(`${name} is no basic group; only those become supergroups.`)
      return migrate(state, name, room(), owner).chat.id
    },
  }
}

function idOf(who: Person | BotHandle): number {
  return 'user' in who ? who.user.id : who.id
}
