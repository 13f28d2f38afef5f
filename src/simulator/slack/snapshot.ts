// The whole workspace as one person sees it, for a page that draws it.
import type { Channel, ChannelKind, ThreadState, User } from './model.ts'
import { type SeenMessage, type SeenView, seeHome, seeMessage, seeModal, visibleTo } from './people/seen.ts'
import { canSee } from './state.ts'
import type { World } from './world.ts'

export type SeenChannel = {
  id: string
  kind: ChannelKind
  /** `#ops`, `@Bellhop`, or the names of a group. */
  label: string
  archived: boolean
  isMember: boolean
  members: string[]
  /** Threads included: a reply has `threadTs`. */
  messages: SeenMessage[]
  /** By the timestamp of the thread's root. */
  threads: Record<string, ThreadState>
}

export type Snapshot = {
  /** The last change that is in it. */
  seq: number
  me: { id: string; name: string; realName: string }
  /** Everybody, for the names behind the ids in blocks. */
  people: { id: string; name: string; realName: string; isBot: boolean }[]
  channels: SeenChannel[]
  modal?: SeenView
  home?: SeenView
  notices: { text: string; at: number; channel?: string }[]
}

export function snapshotFor(world: World, user: User): Snapshot {
  const [modal, home] = [seeModal(world, user), seeHome(world, user)]
  return {
    seq: world.changes.last(),
    me: { id: user.id, name: user.name, realName: user.realName },
    people: [...world.state.users.values()].map(({ id, name, realName, isBot }) => ({ id, name, realName, isBot })),
    channels: [...world.state.channels.values()]
      .filter((channel) => canSee(channel, user))
      .map((channel) => seeChannel(world, user, channel)),
    ...(modal ? { modal } : {}),
    ...(home ? { home } : {}),
    notices: world.state.notices.filter((notice) => notice.user === user.id).map(({ user: _, ...notice }) => notice),
  }
}

function seeChannel(world: World, user: User, channel: Channel): SeenChannel {
  const members = [...channel.members].map((id) => world.state.users.get(id)?.realName ?? id)
  const own = [...world.state.threads].filter(([key]) => key.startsWith(`${channel.id}:`))
  return {
    id: channel.id,
    kind: channel.kind,
    label: labelOf(world, user, channel),
    archived: channel.archived,
    isMember: channel.members.has(user.id),
    members,
    messages: visibleTo(world, user, channel).map((message) => seeMessage(world, message)),
    threads: Object.fromEntries(own.map(([key, thread]) => [key.slice(channel.id.length + 1), thread])),
  }
}

function labelOf(world: World, user: User, channel: Channel): string {
  if (channel.kind === 'public' || channel.kind === 'private') return `#${channel.name}`
  const others = [...channel.members].filter((id) => id !== user.id)
  return others.map((id) => `@${world.state.users.get(id)?.realName ?? id}`).join(', ')
}
