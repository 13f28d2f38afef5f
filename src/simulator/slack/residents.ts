// Teams, people and channels: how they come to be, join, leave and find each other.
import type { Channel, ChannelKind, Guest, Team, User } from './model.ts'
import { findConversationOf } from './state.ts'
import type { World } from './world.ts'

export function addTeam(world: World, name: string): Team {
  const domain = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const team = { id: world.ids.next('T'), name, domain }
  world.state.teams.set(team.id, team)
  return team
}

type NewUser = {
  name: string
  teamId: string
  realName?: string
  email?: string
  guest?: Guest
  isAdmin?: boolean
  botId?: string
}

export function addUser(world: World, wanted: NewUser): User {
  const user: User = {
    id: world.ids.next('U'),
    teamId: wanted.teamId,
    name: wanted.name,
    realName: wanted.realName ?? wanted.name.charAt(0).toUpperCase() + wanted.name.slice(1),
    email: wanted.email ?? `${wanted.name.toLowerCase().replace(/\s+/g, '.')}@example.com`,
    isBot: wanted.botId !== undefined,
    isAdmin: wanted.isAdmin ?? false,
    guest: wanted.guest ?? 'no',
    deleted: false,
    ...(wanted.botId === undefined ? {} : { botId: wanted.botId }),
  }
  world.state.users.set(user.id, user)
  world.changes.tell({ kind: 'person', how: 'joined', user: user.id })
  return user
}

/** Turns somebody into a guest, an admin, a deactivated account, … and tells the app. */
export function changeUser(world: World, id: string, changed: Partial<User>): void {
  const user = world.state.users.get(id)
  if (!user) return
  world.state.users.set(id, { ...user, ...changed })
  world.changes.tell({ kind: 'person', how: 'changed', user: id })
}

type NewChannel = {
  name: string
  teamId: string
  kind: ChannelKind
  members: string[]
  creator: string
  sharedWith?: string[]
}

const prefixes = { public: 'C', private: 'C', im: 'D', mpim: 'C' } as const

export function addChannel(world: World, wanted: NewChannel): Channel {
  const channel: Channel = {
    id: world.ids.next(prefixes[wanted.kind]),
    teamId: wanted.teamId,
    sharedWith: wanted.sharedWith ?? [],
    name: wanted.name,
    kind: wanted.kind,
    creator: wanted.creator,
    created: Math.floor(world.clock.now() / 1000),
    archived: false,
    members: new Set(wanted.members),
    topic: '',
  }
  world.state.channels.set(channel.id, channel)
  world.state.messages.set(channel.id, new Map())
  world.changes.tell({ kind: 'channel', how: 'created', channel: channel.id })
  return channel
}

/** False when they were in already. */
export function join(world: World, channel: Channel, user: string, inviter?: string): boolean {
  if (channel.members.has(user)) return false
  channel.members.add(user)
  const change = { kind: 'membership', how: 'joined', channel: channel.id, user } as const
  world.changes.tell(inviter === undefined ? change : { ...change, inviter })
  return true
}

export function leave(world: World, channel: Channel, user: string): void {
  if (!channel.members.delete(user)) return
  world.changes.tell({ kind: 'membership', how: 'left', channel: channel.id, user })
}

export function archive(world: World, channel: Channel, archived: boolean): void {
  channel.archived = archived
  world.changes.tell({ kind: 'channel', how: archived ? 'archived' : 'unarchived', channel: channel.id })
}

/** The conversation of these people, opened when there was none: two make a DM, more a group. */
export function openConversation(
  world: World,
  teamId: string,
  members: string[],
): { channel: Channel; isNew: boolean } {
  const known = findConversationOf(world.state, members)
  if (known) return { channel: known, isNew: false }
  const names = members.map((id) => world.state.users.get(id)?.name ?? id)
  const kind = members.length <= 2 ? 'im' : 'mpim'
  const name = kind === 'im' ? '' : `mpdm-${names.join('--')}-1`
  const creator = members[0] ?? ''
  return { channel: addChannel(world, { name, teamId, kind, members, creator }), isNew: true }
}
