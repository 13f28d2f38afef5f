// Which events a change in the workspace makes, and who may hear of them.
import type { Change } from '../changes.ts'
import type { Channel, ChannelKind, Installation, Json, Message } from '../model.ts'
import { showUser, showView } from '../show.ts'
import { showMessage } from '../show-message.ts'
import { teamsOf } from '../state.ts'
import type { World } from '../world.ts'

export type Occurrence = {
  /** The name in the app's subscriptions: `message.channels` for what arrives as `message`. */
  subscription: string
  scope?: string
  event: Json
  /** The bot must be in it to hear. */
  channel?: Channel
  /** Told even though the app is no longer installed. */
  isFarewell?: boolean
}

const messageKinds: Record<ChannelKind, { subscription: string; scope: string; channelType: string }> = {
  public: { subscription: 'message.channels', scope: 'channels:history', channelType: 'channel' },
  private: { subscription: 'message.groups', scope: 'groups:history', channelType: 'group' },
  im: { subscription: 'message.im', scope: 'im:history', channelType: 'im' },
  mpim: { subscription: 'message.mpim', scope: 'mpim:history', channelType: 'mpim' },
}

/** What this installation would hear of, subscriptions and scopes aside. */
export function eventsOf(world: World, change: Change, to: Installation): Occurrence[] {
  switch (change.kind) {
    case 'message':
      return messageEvents(world, change, to)
    case 'reaction':
      return [reactionEvent(world, change)]
    case 'membership':
      return membershipEvent(world, change)
    case 'channel':
      return channelEvent(world, change, to)
    case 'person':
      return personEvent(world, change, to)
    case 'file':
      return fileEvent(world, change)
    case 'tab opened':
      return tabEvent(world, change, to)
    case 'stop pressed':
      return [stopEvent(world, change)]
    case 'app':
      return farewells(world, change, to)
    default:
      return []
  }
}

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>

function messageEvents(world: World, change: Of<'message'>, to: Installation): Occurrence[] {
  const { message } = change
  const channel = world.state.channels.get(message.channel)
  if (!channel || message.onlyFor !== undefined) return []
  // A stream tells of its start and its end, not of each piece.
  if (change.how === 'changed' && message.stream?.state === 'in_progress') return []
  const { subscription, scope, channelType } = messageKinds[channel.kind]
  const event = { ...messageEvent(world, change), channel: channel.id, channel_type: channelType }
  const told: Occurrence = { subscription, scope, event, channel }
  return isMention(change, channel, to) ? [told, mention(world, message, channel)] : [told]
}

function messageEvent(world: World, { how, message, before }: Of<'message'>): Json {
  if (how === 'posted') return { ...showMessage(world, message), event_ts: message.ts }
  const previous = before ? showMessage(world, before) : undefined
  const ts = world.ids.ts()
  const common = { type: 'message', hidden: true, previous_message: previous, ts, event_ts: ts }
  if (how === 'deleted') return { ...common, subtype: 'message_deleted', deleted_ts: message.ts }
  return { ...common, subtype: 'message_changed', message: showMessage(world, message) }
}

function isMention({ how, message }: Of<'message'>, channel: Channel, to: Installation): boolean {
  if (how !== 'posted' || channel.kind === 'im' || message.user === to.botUserId) return false
  return message.text.includes(`<@${to.botUserId}>`)
}

function mention(world: World, message: Message, channel: Channel): Occurrence {
  const event = { ...showMessage(world, message), type: 'app_mention', channel: channel.id, event_ts: message.ts }
  return { subscription: 'app_mention', scope: 'app_mentions:read', event, channel }
}

function placed(world: World, channelId: string): { channel?: Channel } {
  const channel = world.state.channels.get(channelId)
  return channel ? { channel } : {}
}

function reactionEvent(world: World, change: Of<'reaction'>): Occurrence {
  const { message, user, name, how } = change
  const subscription = how === 'added' ? 'reaction_added' : 'reaction_removed'
  const item = { type: 'message', channel: message.channel, ts: message.ts }
  const event = { type: subscription, user, reaction: name, item, item_user: message.user, event_ts: world.ids.ts() }
  return { subscription, scope: 'reactions:read', event, ...placed(world, message.channel) }
}

function membershipEvent(world: World, change: Of<'membership'>): Occurrence[] {
  const channel = world.state.channels.get(change.channel)
  if (!channel || channel.kind === 'im') return []
  const subscription = change.how === 'joined' ? 'member_joined_channel' : 'member_left_channel'
  const event = {
    type: subscription,
    user: change.user,
    channel: channel.id,
    channel_type: channel.kind === 'public' ? 'C' : 'G',
    team: channel.teamId,
    ...(change.inviter === undefined ? {} : { inviter: change.inviter }),
    event_ts: world.ids.ts(),
  }
  return [{ subscription, event, channel }]
}

function channelEvent(world: World, change: Of<'channel'>, to: Installation): Occurrence[] {
  const channel = world.state.channels.get(change.channel)
  if (channel?.kind !== 'public' || !teamsOf(channel).includes(to.teamId)) return []
  const event_ts = world.ids.ts()
  const { id, name, created, creator } = channel
  if (change.how === 'created') {
    const event = { type: 'channel_created', channel: { id, name, created, creator }, event_ts }
    return [{ subscription: 'channel_created', scope: 'channels:read', event }]
  }
  const subscription = change.how === 'archived' ? 'channel_archive' : 'channel_unarchive'
  return [{ subscription, scope: 'channels:read', event: { type: subscription, channel: id, event_ts }, channel }]
}

function personEvent(world: World, change: Of<'person'>, to: Installation): Occurrence[] {
  const user = world.state.users.get(change.user)
  if (!user || user.isBot || user.teamId !== to.teamId) return []
  const subscription = change.how === 'joined' ? 'team_join' : 'user_change'
  const scopes = world.state.tokens.get(to.botToken)?.scopes ?? []
  const shown = showUser(user, to.teamId, scopes.includes('users:read.email'))
  return [{ subscription, scope: 'users:read', event: { type: subscription, user: shown, event_ts: world.ids.ts() } }]
}

function fileEvent(world: World, { file, user, channel }: Of<'file'>): Occurrence[] {
  const about = { file_id: file, user_id: user, file: { id: file }, channel_id: channel }
  const event = { type: 'file_shared', ...about, event_ts: world.ids.ts() }
  return [{ subscription: 'file_shared', scope: 'files:read', event, ...placed(world, channel) }]
}

function tabEvent(world: World, { user, tab, channel, teamId }: Of<'tab opened'>, to: Installation): Occurrence[] {
  if (teamId !== to.teamId) return []
  const view = tab === 'home' ? world.state.homes.get(user) : undefined
  const shown = view ? { view: showView(world, view) } : {}
  const event = { type: 'app_home_opened', user, channel, tab, ...shown, event_ts: world.ids.ts() }
  return [{ subscription: 'app_home_opened', event }]
}

function stopEvent(world: World, { channel, user, threadTs, streams }: Of<'stop pressed'>): Occurrence {
  const about = { channel, user, thread_ts: threadTs, streaming_message_ts: streams }
  const event = { type: 'agent_session_stopped', ...about, event_ts: world.ids.ts() }
  return { subscription: 'agent_session_stopped', event, ...placed(world, channel) }
}

function farewells(world: World, change: Of<'app'>, to: Installation): Occurrence[] {
  if (change.teamId !== to.teamId || change.how === 'installed') return []
  const event_ts = world.ids.ts()
  if (change.how === 'uninstalled') {
    return [{ subscription: 'app_uninstalled', event: { type: 'app_uninstalled', event_ts }, isFarewell: true }]
  }
  const tokens = { oauth: change.users ?? [], bot: change.bots ?? [] }
  const event = { type: 'tokens_revoked', tokens, event_ts }
  return [{ subscription: 'tokens_revoked', event, isFarewell: true }]
}
