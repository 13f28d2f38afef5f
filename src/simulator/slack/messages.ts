// Posting, editing and deleting, the same for the app and for people: the state changes and everybody is told.
import type { Json, Message } from './model.ts'
import { repliesOf, threadKey } from './state.ts'
import type { World } from './world.ts'

export type Draft = {
  channel: string
  teamId: string
  user: string
  text: string
  blocks?: Json[] | undefined
  attachments?: Json[] | undefined
  files?: string[] | undefined
  botId?: string | undefined
  username?: string | undefined
  icon?: string | undefined
  threadTs?: string | undefined
  broadcast?: boolean | undefined
  subtype?: string | undefined
  metadata?: Json | undefined
  onlyFor?: string | undefined
  clientId?: string | undefined
  stream?: Message['stream']
}

export function post(world: World, draft: Draft): Message {
  const message = {
    ...withoutGaps(draft),
    ts: world.ids.ts(),
    blocks: withBlockIds(world, draft.blocks ?? []),
    attachments: draft.attachments ?? [],
    files: draft.files ?? [],
    broadcast: draft.broadcast ?? false,
    reactions: [],
  } as Message
  world.state.messages.get(message.channel)?.set(message.ts, message)
  if (message.threadTs !== undefined && message.onlyFor === undefined) noteReply(world, message, message.threadTs)
  world.changes.tell({ kind: 'message', how: 'posted', message })
  return message
}

function noteReply(world: World, message: Message, root: string): void {
  const key = threadKey(message.channel, root)
  const replies = world.state.replies.get(key)
  if (replies) replies.push(message.ts)
  else world.state.replies.set(key, [message.ts])
}

type Edit = Partial<Pick<Message, 'text' | 'blocks' | 'attachments' | 'files' | 'metadata' | 'stream'>>

/** `silent` edits, such as streaming, bear no «edited» mark. */
export function edit(world: World, message: Message, changed: Edit, by?: string): Message {
  const blocks = changed.blocks ? withBlockIds(world, changed.blocks) : message.blocks
  const edited = by === undefined ? {} : { edited: { user: by, ts: world.ids.ts() } }
  const after: Message = { ...message, ...changed, blocks, ...edited }
  world.state.messages.get(message.channel)?.set(message.ts, after)
  world.changes.tell({ kind: 'message', how: 'changed', message: after, before: message })
  return after
}

/** A root with replies leaves a tombstone, as in Slack. */
export function remove(world: World, message: Message): void {
  const messages = world.state.messages.get(message.channel)
  if (repliesOf(world.state, message.channel, message.ts).length > 0) {
    const tombstone = {
      subtype: 'tombstone',
      text: 'This message was deleted.',
      blocks: [],
      attachments: [],
      files: [],
    }
    messages?.set(message.ts, { ...message, ...tombstone })
  } else {
    messages?.delete(message.ts)
  }
  world.changes.tell({ kind: 'message', how: 'deleted', message, before: message })
}

export function react(world: World, message: Message, user: string, name: string): 'added' | 'already' {
  const reaction = message.reactions.find((one) => one.name === name)
  if (reaction?.users.includes(user)) return 'already'
  if (reaction) reaction.users.push(user)
  else message.reactions.push({ name, users: [user] })
  world.changes.tell({ kind: 'reaction', how: 'added', message, user, name })
  return 'added'
}

export function unreact(world: World, message: Message, user: string, name: string): 'removed' | 'none' {
  const reaction = message.reactions.find((one) => one.name === name)
  if (!reaction?.users.includes(user)) return 'none'
  reaction.users = reaction.users.filter((one) => one !== user)
  message.reactions = message.reactions.filter((one) => one.users.length > 0)
  world.changes.tell({ kind: 'reaction', how: 'removed', message, user, name })
  return 'removed'
}

/** Slack names every block that the app left without a name. */
export function withBlockIds(world: World, blocks: Json[]): Json[] {
  return blocks.map((block) => (block.block_id ? block : { ...block, block_id: world.ids.next('b') }))
}

function withoutGaps(draft: Draft): Partial<Draft> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined))
}
