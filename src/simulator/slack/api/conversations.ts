// conversations.*: what there is, who is in it, opening and joining.
import type { Channel, ChannelKind, Json } from '../model.ts'
import { join, leave, openConversation } from '../residents.ts'
import { showChannel } from '../show.ts'
import { canSee, teamsOf } from '../state.ts'
import { type Args, type Call, type Method, refuse, refuseArgument } from './method.ts'
import { pageOf } from './pages.ts'
import { findPlace, findReadable, scopeByKind } from './places.ts'

export const conversations: Record<string, Method> = {
  'conversations.info': { tier: 3, scopes: scopeByKind('read'), run: info },
  'conversations.list': { tier: 2, scopes: listScopes, run: list },
  'conversations.members': { tier: 4, scopes: scopeByKind('read'), run: members },
  'conversations.open': { tier: 3, scopes: openScopes, run: open },
  'conversations.join': { tier: 3, scopes: ['channels:join'], run: joinChannel },
  'conversations.leave': { tier: 3, run: leaveChannel },
}

const kinds: Record<string, { kind: ChannelKind; scope: string }> = {
  public_channel: { kind: 'public', scope: 'channels:read' },
  private_channel: { kind: 'private', scope: 'groups:read' },
  im: { kind: 'im', scope: 'im:read' },
  mpim: { kind: 'mpim', scope: 'mpim:read' },
}

function info(call: Call): Json {
  return { channel: showChannel(findPlace(call, call.args.need('channel')), call.user) }
}

function typesOf(args: Args): string[] {
  return (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim())
}

function listScopes(args: Args): string[] {
  return typesOf(args).flatMap((type) => kinds[type]?.scope ?? [])
}

function list(call: Call): Json {
  const { args, world, user, token } = call
  const wanted = typesOf(args).map((type) => kinds[type]?.kind ?? refuse('invalid_types'))
  const all = [...world.state.channels.values()].filter(
    (channel) =>
      wanted.includes(channel.kind) &&
      teamsOf(channel).includes(token.teamId) &&
      canSee(channel, user) &&
      !(channel.archived && args.flag('exclude_archived')),
  )
  const page = pageOf(all, args, 100, 1000)
  return { channels: page.items.map((channel) => showChannel(channel, user)), ...page.metadata }
}

function members(call: Call): Json {
  const page = pageOf([...findPlace(call, call.args.need('channel')).members], call.args, 100, 1000)
  return { members: page.items, ...page.metadata }
}

function openScopes(args: Args): string[] {
  const count = (args.text('users') ?? '').split(',').length
  return [count > 1 ? 'mpim:write' : 'im:write']
}

function open(call: Call): Json {
  const { args, user } = call
  const known = args.text('channel')
  const { channel, isNew } = known ? { channel: findReadable(call, known), isNew: false } : openWith(call)
  const shown = args.flag('return_im') || channel.kind !== 'im' ? showChannel(channel, user) : { id: channel.id }
  return { ...(isNew ? {} : { no_op: true, already_open: true }), channel: shown }
}

function openWith(call: Call): { channel: Channel; isNew: boolean } {
  const { args, world, user, token } = call
  const ids = args
    .need('users')
    .split(',')
    .map((id) => id.trim())
  if (ids.length > 8) return refuse('too_many_users')
  for (const id of ids) {
    const other = world.state.users.get(id)
    if (!other) return refuse('user_not_found')
    if (other.deleted) return refuse('user_disabled')
    if (other.id === user.id || other.isBot) return refuse('cannot_dm_bot')
  }
  return openConversation(world, token.teamId, [user.id, ...ids])
}

function joinChannel(call: Call): Json {
  const channel = findPlace(call, call.args.need('channel'))
  if (channel.kind !== 'public') return refuse('method_not_supported_for_channel_type')
  if (channel.archived) return refuse('is_archived')
  const isNew = join(call.world, channel, call.user.id)
  const shown = { channel: showChannel(channel, call.user) }
  return isNew
    ? shown
    : { ...shown, warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } }
}

function leaveChannel(call: Call): Json {
  const channel = findPlace(call, call.args.need('channel'))
  if (channel.kind === 'im') return refuseArgument('a direct conversation cannot be left')
  if (!channel.members.has(call.user.id)) return { not_in_channel: true }
  leave(call.world, channel, call.user.id)
  return {}
}
