// assistant.threads.* and agents.sessions.*: what people see of an agent at work.
import { z } from 'zod'
import type { Channel, Json, ThreadState } from '../model.ts'
import { threadKey } from '../state.ts'
import { type Call, type Method, refuse, refuseArgument } from './method.ts'
import { findReadable } from './places.ts'

const scopes = ['assistant:write']

export const assistant: Record<string, Method> = {
  'assistant.threads.setStatus': { tier: 3, scopes, tokens: ['bot'], run: setStatus },
  'assistant.threads.setTitle': { tier: 3, scopes, tokens: ['bot'], run: setTitle },
  'assistant.threads.setSuggestedPrompts': { tier: 3, scopes, tokens: ['bot'], run: setPrompts },
  'agents.sessions.setStatus': { tier: 3, scopes: ['chat:write'], tokens: ['bot'], run: setSession },
  'agents.sessions.rename': { tier: 3, scopes: ['chat:write'], tokens: ['bot'], run: renameSession },
}

function findThread(call: Call, isThreadNeeded = true): { channel: Channel; threadTs: string } {
  const channel = findReadable(call, call.args.need('channel_id'))
  const threadTs = isThreadNeeded ? call.args.need('thread_ts') : (call.args.text('thread_ts') ?? '')
  const isThere = call.world.state.messages.get(channel.id)?.has(threadTs)
  if (threadTs && !isThere) return refuse('thread_not_found')
  return { channel, threadTs }
}

function note(call: Call, channel: Channel, threadTs: string, change: ThreadState): ThreadState {
  const key = threadKey(channel.id, threadTs)
  const after = { ...call.world.state.threads.get(key), ...change }
  call.world.state.threads.set(key, after)
  call.world.changes.tell({ kind: 'thread', channel: channel.id, threadTs })
  return after
}

function setStatus(call: Call): Json {
  const { channel, threadTs } = findThread(call)
  const rotating = z
    .array(z.string())
    .max(10)
    .safeParse(call.args.json('loading_messages') ?? [])
  if (!rotating.success) return refuseArgument('no more than 10 items allowed [json-pointer:/loading_messages]')
  note(call, channel, threadTs, { status: call.args.text('status') ?? '', loadingMessages: rotating.data })
  return {}
}

function setTitle(call: Call): Json {
  const { channel, threadTs } = findThread(call)
  note(call, channel, threadTs, { title: call.args.need('title') })
  return {}
}

const promptList = z.array(z.strictObject({ title: z.string().min(1), message: z.string().min(1) })).min(1)

function setPrompts(call: Call): Json {
  const { channel, threadTs } = findThread(call, false)
  const prompts = promptList.safeParse(call.args.json('prompts'))
  if (!prompts.success) return refuseArgument('missing required field: prompts')
  if (prompts.data.length > 4) return refuse('too_many_prompts')
  note(call, channel, threadTs, { prompts: prompts.data })
  return {}
}

const statuses = ['active', 'processing', 'suspended', 'closed'] as const

function setSession(call: Call): Json {
  const status = statuses.find((one) => one === call.args.need('status')) ?? refuseArgument('invalid `status`')
  const { channel, threadTs } = findThread(call)
  const known = call.world.state.threads.get(threadKey(channel.id, threadTs))
  const title = known?.session ? known.title : (call.args.text('title') ?? known?.title)
  if ((title ?? '').length > 200) return refuseArgument('must be less than 201 characters [json-pointer:/title]')
  note(call, channel, threadTs, { session: status, ...(title === undefined ? {} : { title }) })
  return { status, agent_status: status, title: title ?? '' }
}

function renameSession(call: Call): Json {
  const { channel, threadTs } = findThread(call)
  if (!call.world.state.threads.get(threadKey(channel.id, threadTs))?.session) return refuse('session_not_found')
  const title = call.args.need('title')
  note(call, channel, threadTs, { title })
  return { title }
}
