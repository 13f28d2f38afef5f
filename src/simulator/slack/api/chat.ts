// chat.*: posting, editing, deleting, linking to a message.
import { edit, post, remove } from '../messages.ts'
import type { Channel, Json, Message } from '../model.ts'
import { showMessage } from '../show-message.ts'
import { threadKey } from '../state.ts'
import { type Content, needSomething, readContent } from './content.ts'
import { type Call, type Method, refuse } from './method.ts'
import { findPlace, findPostable, findRoot, needMessage } from './places.ts'

const maxText = 40_000
/** An edit takes less text than a post. */
const maxEditedText = 4_000

const scopes = ['chat:write']

export const chat: Record<string, Method> = {
  'chat.postMessage': { tier: 'posting', scopes, run: postMessage },
  'chat.postEphemeral': { tier: 4, scopes, run: postEphemeral },
  'chat.update': { tier: 3, scopes, run: update },
  'chat.delete': { tier: 3, scopes, run: deleteMessage },
  'chat.getPermalink': { tier: 'free', run: getPermalink },
}

function postMessage(call: Call): Json {
  const { args, world } = call
  const channel = findPostable(call, args.need('channel'))
  slowDown(call, channel)
  const content = readContent(args, maxText)
  needSomething(content)
  const message = say(call, channel, content)
  return { channel: channel.id, ts: message.ts, message: showMessage(world, message, { withMetadata: true }) }
}

/** Posts as whoever holds the token, in the thread that was named. */
export function say(call: Call, channel: Channel, content: Content): Message {
  const { args, world, token, user } = call
  const threadTs = args.text('thread_ts')
  if (threadTs !== undefined) findRoot(call, channel, threadTs)
  const message = post(world, {
    ...content,
    channel: channel.id,
    teamId: token.teamId,
    user: user.id,
    botId: token.botId,
    threadTs,
    broadcast: threadTs !== undefined && args.flag('reply_broadcast'),
    username: args.text('username'),
    icon: args.text('icon_emoji') ?? args.text('icon_url'),
  })
  if (threadTs !== undefined && token.kind === 'bot') clearStatus(call, channel, threadTs)
  return message
}

/** «is thinking…» goes when the answer comes. */
export function clearStatus(call: Call, channel: Channel, threadTs: string): void {
  const thread = call.world.state.threads.get(threadKey(channel.id, threadTs))
  if (!thread?.status) return
  delete thread.status
  delete thread.loadingMessages
  call.world.changes.tell({ kind: 'thread', channel: channel.id, threadTs })
}

/** One message a second and channel, with a small burst. */
function slowDown(call: Call, channel: Channel): void {
  const seconds = call.world.limits.spendChannel(channel.id)
  if (seconds > 0) refuse('ratelimited', { retry_after: seconds })
}

function postEphemeral(call: Call): Json {
  const { args, world, token, user } = call
  const channel = findPostable(call, args.need('channel'))
  const to = args.need('user')
  if (!channel.members.has(to)) return refuse('user_not_in_channel')
  const content = readContent(args, maxText)
  needSomething(content)
  const threadTs = args.text('thread_ts')
  const who = { teamId: token.teamId, user: user.id, botId: token.botId }
  const message = post(world, { ...content, ...who, channel: channel.id, threadTs, onlyFor: to })
  return { message_ts: message.ts }
}

function update(call: Call): Json {
  const { args, world, user } = call
  const channel = findPlace(call, args.need('channel'))
  const message = needMessage(call, channel, args.need('ts'))
  if (message.user !== user.id) return refuse('cant_update_message')
  if (message.stream?.state === 'in_progress') return refuse('streaming_state_conflict')
  const { text, ...rest } = readContent(args, maxEditedText)
  const isTextGiven = args.text('text') !== undefined || args.text('markdown_text') !== undefined
  needSomething({ text: isTextGiven ? text : '', ...rest })
  // What was streamed before gives way to what is said now.
  const { stream: _, ...still } = message
  const after = edit(world, still, isTextGiven ? { text, ...rest } : rest, user.id)
  const shown = showMessage(world, after, { withMetadata: true })
  return { channel: channel.id, ts: after.ts, text: after.text, message: shown }
}

function deleteMessage(call: Call): Json {
  const { args, world, user } = call
  const channel = findPlace(call, args.need('channel'))
  const message = needMessage(call, channel, args.need('ts'))
  if (message.user !== user.id) return refuse('cant_delete_message')
  remove(world, message)
  return { channel: channel.id, ts: message.ts }
}

function getPermalink(call: Call): Json {
  const { args, world } = call
  const channel = findPlace(call, args.need('channel'))
  const message = needMessage(call, channel, args.need('message_ts'))
  const domain = world.state.teams.get(channel.teamId)?.domain
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : ''
  const permalink = `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`
  return { channel: channel.id, permalink }
}
