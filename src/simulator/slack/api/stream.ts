// chat.startStream, appendStream, stopStream: a message that grows, until it is stopped, too old or too long.
import { z } from 'zod'
import { validateBlocks } from '../blocks/validate-blocks.ts'
import { edit, post, withBlockIds } from '../messages.ts'
import type { Json, Message, Stream } from '../model.ts'
import { showMessage } from '../show-message.ts'
import { threadKey } from '../state.ts'
import { clearStatus } from './chat.ts'
import { readBlocks, readMetadata } from './content.ts'
import { type Args, type Call, type Method, refuse, refuseBlocks } from './method.ts'
import { findPlace, findPostable, findRoot, needMessage } from './places.ts'

const scopes = ['chat:write']

/** How long a stream lives and how much it holds; measured, Slack documents neither. */
const lifeMs = 5 * 60_000
const maxInAll = 12_000
const maxPerCall = 12_000

export const stream: Record<string, Method> = {
  'chat.startStream': { tier: 2, scopes, tokens: ['bot'], run: start },
  'chat.appendStream': { tier: 4, scopes, tokens: ['bot'], run: append },
  'chat.stopStream': { tier: 2, scopes, tokens: ['bot'], run: stop },
}

function start(call: Call): Json {
  const { args, world, token, user } = call
  const channel = findPostable(call, args.need('channel'))
  const threadTs = args.need('thread_ts')
  findRoot(call, channel, threadTs)
  if (channel.kind !== 'im') {
    if (!args.text('recipient_team_id')) return refuse('missing_recipient_team_id')
    if (!args.text('recipient_user_id')) return refuse('missing_recipient_user_id')
  }
  const empty: Stream = { state: 'in_progress', startedAt: world.clock.now(), tasks: [], blocks: [] }
  if (args.text('task_display_mode') === 'plan') empty.plan = ''
  const grown = grow(call, { text: '', stream: empty })
  const author = { teamId: token.teamId, user: user.id, botId: token.botId }
  const message = post(world, { ...grown, ...author, channel: channel.id, threadTs, username: args.text('username') })
  clearStatus(call, channel, threadTs)
  return { channel: channel.id, ts: message.ts }
}

function append(call: Call): Json {
  const message = findStreaming(call)
  if (!call.args.text('markdown_text') && !call.args.json('chunks')) return refuse('no_text')
  edit(call.world, message, grow(call, message))
  return { channel: message.channel, ts: message.ts }
}

function stop(call: Call): Json {
  const { args, world } = call
  const message = findStreaming(call)
  const blocks = readBlocks(args) ?? []
  const metadata = readMetadata(args)
  const grown = grow(call, message)
  const closed: Stream = {
    ...grown.stream,
    state: 'completed',
    blocks: [...grown.stream.blocks, ...withBlockIds(world, blocks)],
  }
  const after = edit(world, message, { text: grown.text, stream: closed, ...(metadata ? { metadata } : {}) })
  const status = args.text('session_status')
  if (status && message.threadTs) noteSession(call, message.channel, message.threadTs, status)
  return { channel: after.channel, ts: after.ts, message: showMessage(world, after, { withMetadata: true }) }
}

function noteSession(call: Call, channel: string, threadTs: string, status: string): void {
  const key = threadKey(channel, threadTs)
  const known = call.world.state.threads.get(key) ?? {}
  call.world.state.threads.set(key, { ...known, session: status as 'active' })
  call.world.changes.tell({ kind: 'thread', channel, threadTs })
}

function findStreaming(call: Call): Message & { stream: Stream } {
  const { args, world, user } = call
  const channel = findPlace(call, args.need('channel'))
  const message = needMessage(call, channel, args.need('ts'))
  if (message.user !== user.id) return refuse('message_not_owned_by_app')
  const { stream: running } = message
  if (running?.state !== 'in_progress') return refuse('message_not_in_streaming_state')
  if (world.clock.now() - running.startedAt > lifeMs) {
    edit(world, message, { stream: { ...running, state: 'completed' } })
    return refuse('message_not_in_streaming_state')
  }
  return { ...message, stream: running }
}

const chunk = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('markdown_text'), text: z.string() }),
  z.looseObject({ type: z.literal('plan_update'), title: z.string() }),
  z.looseObject({
    type: z.literal('task_update'),
    id: z.string().min(1),
    title: z.string(),
    status: z.enum(['pending', 'in_progress', 'complete', 'error']),
    details: z.string().optional(),
    output: z.string().optional(),
  }),
  z.looseObject({ type: z.literal('blocks'), blocks: z.array(z.record(z.string(), z.unknown())).max(50) }),
])
type Chunk = z.infer<typeof chunk>

/** The message with what this call adds; the message itself stays as it is, so a refused call adds nothing. */
function grow(call: Call, from: { text: string; stream: Stream }): { text: string; stream: Stream } {
  const markdown = call.args.text('markdown_text') ?? ''
  if (markdown.length > maxPerCall) return refuse('msg_too_long')
  const grown = readChunks(call.args).reduce((so, one) => withChunk(call, so, one), {
    text: from.text + markdown,
    stream: from.stream,
  })
  if (grown.text.length > maxInAll) return refuse('msg_too_long')
  return grown
}

function readChunks(args: Args): Chunk[] {
  const value = args.json('chunks')
  if (value === undefined) return []
  const parsed = z.array(chunk).safeParse(value)
  return parsed.success ? parsed.data : refuse('invalid_chunks')
}

function withChunk(call: Call, so: { text: string; stream: Stream }, one: Chunk): { text: string; stream: Stream } {
  switch (one.type) {
    case 'markdown_text':
      return { ...so, text: so.text + one.text }
    case 'plan_update':
      return { ...so, stream: { ...so.stream, plan: one.title } }
    case 'task_update': {
      return { ...so, stream: { ...so.stream, tasks: withTask(so.stream.tasks, taskCard(one)) } }
    }
    case 'blocks': {
      const verdict = validateBlocks(one.blocks)
      if (!verdict.ok) return refuseBlocks(verdict)
      return { ...so, stream: { ...so.stream, blocks: [...so.stream.blocks, ...withBlockIds(call.world, one.blocks)] } }
    }
  }
}

/** A known task changes where it stands, a new one comes last. */
function withTask(tasks: Json[], changed: Json): Json[] {
  const isKnown = tasks.some((task) => task.task_id === changed.task_id)
  if (!isKnown) return [...tasks, changed]
  return tasks.map((task) => (task.task_id === changed.task_id ? changed : task))
}

function taskCard(task: Extract<Chunk, { type: 'task_update' }>): Json {
  const { id, title, status, details, output } = task
  return { type: 'task_card', block_id: `task ${id}`, task_id: id, title, status, ...richly({ details, output }) }
}

function richly(texts: Record<string, string | undefined>): Json {
  const given = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(
    given.map(([name, text]) => [
      name,
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] },
    ]),
  )
}
