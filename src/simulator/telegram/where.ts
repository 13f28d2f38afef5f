// Where a person is when they speak: their private chat with a bot, or a group, a channel, a topic by its name.
import type { User } from '@grammyjs/types'
import { privateRoom } from './chats.ts'
import { type Bot, isIn, type Room, type State } from './state.ts'

export type Where = {
  /** The name of a group or channel; nothing is the private chat with the bot. */
  in?: string
  /** A topic by its name or number. */
  topic?: string | number
  /** The username of the bot, when there is more than one. */
  with?: string
}

export function roomFor(state: State, person: User, where: Where): Room {
  if (where.in === undefined) return privateRoom(state, botFor(state, where), person)
  const room = state.rooms.get(state.places.get(where.in) ?? '')
  if (!room)
    throw new Error(`There is no chat called ${where.in}; open it first, such as with telegram.group('${where.in}').`)
  const standing = room.members.get(person.id)
  if (standing === 'kicked') throw new Error(`${person.first_name} was removed from ${where.in}.`)
  // Whoever speaks in a group is one of it; joining aloud is what `joins` is for.
  if (!isIn(standing)) room.members.set(person.id, 'member')
  return room
}

export function botFor(state: State, where: Where): Bot {
  const bots = [...state.bots.values()]
  const bot = where.with === undefined ? bots[0] : bots.find(({ user }) => user.username === where.with)
  if (!bot) throw new Error(`There is no bot called ${where.with ?? 'anything'} here.`)
  return bot
}

export function topicFor(room: Room, { topic }: Where): number | undefined {
  if (topic === undefined) return undefined
  const found = [...room.topics.values()].find(({ id, name }) => id === topic || name === topic)
  if (!found) throw new Error(`There is no topic called ${topic} here.`)
  return found.id
}

export function describe({ in: place }: Where): string {
  return place ?? 'the private chat'
}
