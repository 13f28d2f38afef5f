// How a message looks in Slack's JSON: in history, in answers and in events alike.
import type { Json, Message } from './model.ts'
import { showFile } from './show.ts'
import { repliesOf } from './state.ts'
import type { World } from './world.ts'

export function showMessage(world: World, message: Message, options: { withMetadata?: boolean } = {}): Json {
  return {
    type: 'message',
    ...(message.subtype ? { subtype: message.subtype } : {}),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: message.teamId,
    ...(message.clientId ? { client_msg_id: message.clientId } : {}),
    ...showAuthor(world, message),
    ...showContent(world, message),
    ...showThread(world, message),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions.length > 0 ? { reactions: message.reactions.map(showReaction) } : {}),
    ...(message.metadata && options.withMetadata ? { metadata: message.metadata } : {}),
  }
}

function showReaction(reaction: { name: string; users: string[] }): Json {
  return { ...reaction, count: reaction.users.length }
}

function showAuthor(world: World, message: Message): Json {
  if (!message.botId) return {}
  const isOurs = [...world.state.installations.values()].some((one) => one.botId === message.botId)
  const appId = isOurs ? world.app.id : `A${message.botId}`
  const profile = {
    id: message.botId,
    app_id: appId,
    user_id: message.user,
    name: world.state.users.get(message.user)?.realName ?? world.app.name,
    icons: {},
    deleted: false,
    updated: 0,
    team_id: message.teamId,
  }
  return {
    bot_id: message.botId,
    app_id: appId,
    bot_profile: profile,
    ...(message.username ? { username: message.username } : {}),
    ...(message.icon ? { icons: { emoji: message.icon } } : {}),
  }
}

function showContent(world: World, message: Message): Json {
  const blocks = message.stream ? streamBlocks(message) : message.blocks
  const files = message.files.map((id) => world.state.files.get(id)).filter((file) => file !== undefined)
  return {
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(files.length > 0 ? { files: files.map((file) => showFile(world, file)), upload: false } : {}),
    ...(message.stream ? { streaming_state: message.stream.state } : {}),
  }
}

/** What a streamed message is made of: its text, its tasks, then the blocks added below. */
export function streamBlocks(message: Message): Json[] {
  const stream = message.stream
  if (!stream) return message.blocks
  const text = { type: 'rich_text_section', elements: [{ type: 'text', text: message.text }] }
  const plan = { type: 'plan', block_id: 'plan', title: stream.plan ?? '', tasks: stream.tasks }
  return [
    ...(message.text ? [{ type: 'rich_text', block_id: 'text', elements: [text] }] : []),
    ...(stream.plan === undefined ? stream.tasks : [plan]),
    ...stream.blocks,
  ]
}

function showThread(world: World, message: Message): Json {
  if (message.onlyFor !== undefined) return message.threadTs ? { thread_ts: message.threadTs } : {}
  if (message.threadTs) {
    const root = world.state.messages.get(message.channel)?.get(message.threadTs)
    return { thread_ts: message.threadTs, ...(root ? { parent_user_id: root.user } : {}) }
  }
  const replies = repliesOf(world.state, message.channel, message.ts)
  if (replies.length === 0) return {}
  const users = [...new Set(replies.map((reply) => reply.user))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: false,
  }
}
