// Finds the conversation a call speaks of, as Slack would let this token find it.
import type { Channel, ChannelKind, Message } from '../model.ts'
import { openConversation } from '../residents.ts'
import { canSee, findChannelByName, findMessage, teamsOf } from '../state.ts'
import type { World } from '../world.ts'
import { type Args, type Call, refuse } from './method.ts'

/** A conversation that this token may know of. */
export function findPlace(call: Call, id: string): Channel {
  const channel = call.world.state.channels.get(id)
  if (!channel || !teamsOf(channel).includes(call.token.teamId)) return refuse('channel_not_found')
  if (!canSee(channel, call.user)) return refuse('channel_not_found')
  return channel
}

/** A conversation that this token may read. */
export function findReadable(call: Call, id: string): Channel {
  const channel = findPlace(call, id)
  if (!channel.members.has(call.user.id)) return refuse('not_in_channel')
  return channel
}

/** Where a message goes: a channel id, a person's id, or a channel's name. */
export function findPostable(call: Call, to: string): Channel {
  const { world, user, token } = call
  const byUser = world.state.users.get(to)
  const byName = findChannelByName(world.state, to.replace(/^#/, ''), token.teamId)
  const channel = byUser ? directWith(call, byUser.id) : findPlace(call, byName?.id ?? to)
  if (channel.archived) return refuse('is_archived')
  if (channel.members.has(user.id)) return channel
  if (channel.kind === 'public' && token.scopes.includes('chat:write.public')) return channel
  return refuse('not_in_channel')
}

function directWith(call: Call, userId: string): Channel {
  return openConversation(call.world, call.token.teamId, [call.user.id, userId]).channel
}

/** The root of the thread to answer in; replies cannot be answered. */
export function findRoot(call: Call, channel: Channel, ts: string): Message {
  if (!/^\d+\.\d{6}$/.test(ts)) {
    return refuse('invalid_thread_ts', { response_metadata: { messages: [`[ERROR] ${ts} is not a valid thread_ts`] } })
  }
  const message = findMessage(call.world.state, channel.id, ts)
  if (!message) return refuse('thread_not_found')
  if (message.threadTs !== undefined) return refuse('cannot_reply_to_message')
  return message
}

export function needMessage(call: Call, channel: Channel, ts: string): Message {
  return findMessage(call.world.state, channel.id, ts) ?? refuse('message_not_found')
}

const prefixes: Record<ChannelKind, string> = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' }

/** `channels:history`, `groups:history`, … by the kind of the channel named in `channel`. */
export function scopeByKind(right: 'history' | 'read'): (args: Args, world: World) => string[] {
  return (args, world) => {
    const channel = world.state.channels.get(args.text('channel') ?? '')
    return channel ? [`${prefixes[channel.kind]}:${right}`] : []
  }
}
