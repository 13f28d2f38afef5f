// Opening chats: private ones when a person first speaks to a bot, groups and channels by name; and a group that becomes a supergroup.
import type { Chat, User } from '@grammyjs/types'
import { stableId } from './ids.ts'
import { postMessage } from './messages.ts'
import { type Bot, type Room, roomKey, type Standing, type State } from './state.ts'

export function privateRoom(state: State, bot: Bot, person: User): Room {
  const key = roomKey(person.id, bot.user.id)
  const known = state.rooms.get(key)
  if (known) return known
  const { id, first_name, last_name, username } = person
  const names = { first_name, ...(last_name ? { last_name } : {}), ...(username ? { username } : {}) }
  const members: [number, Standing][] = [
    [id, 'member'],
    [bot.user.id, 'member'],
  ]
  return addRoom(state, key, { id, type: 'private', ...names }, members, bot.user.id)
}

export type PlaceOptions = { isForum?: boolean; username?: string; members: [number, Standing][] }

export function openPlace(
  state: State,
  name: string,
  type: 'group' | 'supergroup' | 'channel',
  { isForum, username, members }: PlaceOptions,
): Room {
  if (state.places.has(name)) throw new Error(`There is a chat called ${name} already.`)
  const chat = toChat(state, name, type, { ...(isForum ? { isForum } : {}), ...(username ? { username } : {}) })
  const room = addRoom(state, `${chat.id}`, chat, members)
  state.places.set(name, room.key)
  return room
}

/** A basic group becomes a supergroup: two service messages, a new id, and the old one only points to it. */
export function migrate(state: State, name: string, old: Room, by: User): Room {
  const chat = toChat(state, name, 'supergroup', {})
  const room = addRoom(state, `${chat.id}`, chat, [...old.members])
  old.movedTo = chat.id
  state.places.set(name, room.key)
  postMessage(state, old, { from: by, migrate_to_chat_id: chat.id })
  postMessage(state, room, { from: by, sender_chat: chat, migrate_from_chat_id: old.chat.id })
  return room
}

function toChat(
  state: State,
  title: string,
  type: 'group' | 'supergroup' | 'channel',
  { isForum, username }: { isForum?: boolean; username?: string },
): Chat {
  const isTaken = (id: number) => state.rooms.has(`${-id}`) || state.rooms.has(`${-1_000_000_000_000 - id}`)
  const number = stableId(`${type} ${title}`, isTaken)
  const id = type === 'group' ? -number : -1_000_000_000_000 - number
  const name = username ? { username } : {}
  if (type === 'group') return { id, type, title }
  if (type === 'channel') return { id, type, title, ...name }
  return { id, type, title, ...name, ...(isForum ? { is_forum: true } : {}) }
}

function addRoom(state: State, key: string, chat: Chat, members: [number, Standing][], privateTo?: number): Room {
  const room: Room = {
    key,
    chat,
    members: new Map(members),
    topics: new Map(),
    posts: [],
    ...(privateTo === undefined ? {} : { privateTo }),
  }
  state.rooms.set(key, room)
  state.changes.emit({ kind: 'chat' })
  return room
}
