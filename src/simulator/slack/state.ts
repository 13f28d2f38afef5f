// The workspace's memory: plain maps and the look-ups that everybody needs.
import type {
  Channel,
  Installation,
  Message,
  Notice,
  StoredFile,
  Team,
  ThreadState,
  Token,
  User,
  View,
} from './model.ts'

export type State = {
  teams: Map<string, Team>
  users: Map<string, User>
  channels: Map<string, Channel>
  messages: Map<string, Map<string, Message>>
  /** Timestamps of replies, by channel and root. */
  replies: Map<string, string[]>
  files: Map<string, StoredFile>
  views: Map<string, View>
  /** Open modals of a person, the lowest first. */
  modals: Map<string, string[]>
  homes: Map<string, View>
  tokens: Map<string, Token>
  installations: Map<string, Installation>
  threads: Map<string, ThreadState>
  notices: Notice[]
}

export function createState(): State {
  return {
    teams: new Map(),
    users: new Map(),
    channels: new Map(),
    messages: new Map(),
    replies: new Map(),
    files: new Map(),
    views: new Map(),
    modals: new Map(),
    homes: new Map(),
    tokens: new Map(),
    installations: new Map(),
    threads: new Map(),
    notices: [],
  }
}

export function threadKey(channel: string, ts: string): string {
  return `${channel}:${ts}`
}

export function messagesOf(state: State, channel: string): Message[] {
  return [...(state.messages.get(channel)?.values() ?? [])]
}

/** A message that everybody in the channel sees; ephemerals are nowhere to be found, as in Slack. */
export function findMessage(state: State, channel: string, ts: string): Message | undefined {
  const message = state.messages.get(channel)?.get(ts)
  return message?.onlyFor === undefined ? message : undefined
}

export function repliesOf(state: State, channel: string, ts: string): Message[] {
  const found = (state.replies.get(threadKey(channel, ts)) ?? []).map((reply) => findMessage(state, channel, reply))
  return found.filter((message) => message !== undefined)
}

export function findUserByName(state: State, name: string, teamId?: string): User | undefined {
  const wanted = name.toLowerCase()
  for (const user of state.users.values()) {
    if (teamId && user.teamId !== teamId) continue
    if (user.name.toLowerCase() === wanted || user.realName.toLowerCase() === wanted) return user
  }
  return undefined
}

export function findChannelByName(state: State, name: string, teamId: string): Channel | undefined {
  for (const channel of state.channels.values()) {
    if (channel.kind === 'im' || channel.name !== name) continue
    if (channel.teamId === teamId || channel.sharedWith.includes(teamId)) return channel
  }
  return undefined
}

/** The direct or group conversation of exactly these people. */
export function findConversationOf(state: State, members: string[]): Channel | undefined {
  for (const channel of state.channels.values()) {
    if (channel.kind !== 'im' && channel.kind !== 'mpim') continue
    if (channel.members.size === members.length && members.every((id) => channel.members.has(id))) return channel
  }
  return undefined
}

export function teamsOf(channel: Channel): string[] {
  return [channel.teamId, ...channel.sharedWith]
}

export function isGuest(user: User): boolean {
  return user.guest !== 'no'
}

/** Members see their channels; full members also see every public channel of their team. */
export function canSee(channel: Channel, user: User): boolean {
  if (channel.members.has(user.id)) return true
  return channel.kind === 'public' && !isGuest(user) && teamsOf(channel).includes(user.teamId)
}
