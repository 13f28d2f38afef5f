// Live messages in Slack: a native stream where there is a thread to stream in, an edited message elsewhere and whenever a stream
// grows too old, too long, or cannot say what changed. The message stays the same one through all of it.

import { replyOfLive } from '../../src/domain/progress.ts'
import type { Sending, Sent } from '../../src/ports/chat-platform.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Edited, Editing, LiveMessages, LiveView } from '../../src/ports/live-messages.ts'
import { addressOf, teamOfReply } from './address.ts'
import type { Block } from './blocks.ts'
import { createBudget } from './budget.ts'
import { type Json, textAt } from './json.ts'
import { outcomeOf } from './outcomes.ts'
import { plan } from './render.ts'
import type { Called, SlackApi } from './slack-api.ts'
import { payloadOf, type Say, stepOf } from './steps.ts'
import { beginStream, type Course, growStream } from './stream-chunks.ts'
import type { Installation, Workspaces } from './workspaces.ts'

export type Live = {
  messages: LiveMessages
  /** Begins a native stream; undefined where none can begin, and then it is said as any message. */
  start(sending: Sending, view: LiveView, where: Installation): Promise<Sent | undefined>
  /** Puts `content` in place of a live message, whatever it was. */
  replace(id: string, content: Json, where: Installation, withinMs: number): Promise<Called>
}

type Options = { api: SlackApi; workspaces: Workspaces; clock: Clock; everyMs: number }

/** Slack ends a stream after five minutes. */
const streamMs = 4 * 60_000
const withinMs = 4_000
/** An edit takes less text than a post. */
export const longestEdit = 3_900

export function createLive({ api, workspaces, clock, everyMs }: Options): Live {
  const courses = new Map<string, Course>()
  // Slack takes 100 appends and 50 edits a minute: the rest is for answers.
  const budgets = { grow: createBudget(clock, 70), edit: createBudget(clock, 30) }

  async function edit({ id, to, view }: Editing): Promise<Edited> {
    const where = await workspaces.get(teamOfReply(to))
    const course = courses.get(id)
    const isFresh = course && clock.now() - course.startedAt < streamMs
    const grown = isFresh && growStream(course, view)
    if (grown) {
      const edited = await grow(id, grown, where)
      if (edited) return edited
    }
    const wait = budgets.edit.take(where.team)
    if (wait > 0) return { outcome: 'later', afterMs: wait }
    const { text, blocks } = contentOf(view, to)
    const called = await replace(id, { text: text.slice(0, longestEdit).toWellFormed(), blocks }, where, withinMs)
    return conclude(called, (ms) => budgets.edit.hold(where.team, ms))
  }

  /** Undefined when the stream is over. */
  async function grow(id: string, { chunks, course }: { chunks: Json[]; course: Course }, where: Installation) {
    if (chunks.length === 0) return { outcome: 'shown' } as const
    const wait = budgets.grow.take(where.team)
    if (wait > 0) return { outcome: 'later', afterMs: wait } as const
    const called = await api.call('chat.appendStream', { ...messageOf(id), chunks }, where.token, { withinMs })
    if (called.kind === 'ok') courses.set(id, course)
    if (called.kind === 'lost') courses.delete(id)
    if (called.kind === 'error' && called.error !== 'message_not_found') return undefined
    return conclude(called, (ms) => budgets.grow.hold(where.team, ms))
  }

  async function replace(id: string, content: Json, where: Installation, within: number): Promise<Called> {
    const until = performance.now() + within
    const left = () => ({ withinMs: Math.max(500, until - performance.now()) })
    const stop = () => api.call('chat.stopStream', messageOf(id), where.token, left())
    const update = () => api.call('chat.update', { ...messageOf(id), ...content }, where.token, left())
    if (courses.delete(id)) {
      const stopped = await stop()
      if (stopped.kind === 'limited' || stopped.kind === 'unsent') return stopped
    }
    const called = await update()
    if (called.kind !== 'error' || called.error !== 'streaming_state_conflict') return called
    const stopped = await stop()
    return stopped.kind === 'ok' ? update() : stopped
  }

  return {
    replace,
    messages: {
      everyMs,
      plan: (view, to) => stepOf('say', { ...contentOf(view, to), audience: 'everyone', live: view }),
      replaces: (step) => step.call === 'say',
      edit,
    },
    async start(sending, view, where) {
      const to = addressOf(sending.to)
      if (!to.thread || to.urlFirst || to.channel === to.user) return undefined
      const { chunks, course } = beginStream(view, named(contentOf(view, sending.to).blocks, sending.key), clock.now())
      const recipient = { recipient_team_id: where.team, recipient_user_id: to.user }
      const place = { channel: to.channel, thread_ts: to.thread, ...(to.isDirect ? {} : recipient) }
      const args = { ...place, task_display_mode: 'plan', chunks }
      const called = await api.call('chat.startStream', args, where.token, { withinMs })
      if (called.kind !== 'ok')
        return called.kind === 'lost' || called.kind === 'unsent' ? outcomeOf(called) : undefined
      const id = `${textAt(called.body, 'channel')}:${textAt(called.body, 'ts')}`
      if (courses.size > 2_000) courses.delete(courses.keys().next().value ?? '')
      courses.set(id, course)
      return { outcome: 'sent', id }
    },
  }
}

function contentOf(view: LiveView, to: Editing['to']): Pick<Say, 'text' | 'blocks'> {
  const [step] = plan(replyOfLive(view, view.buttons), to)
  return step ? payloadOf(step, 'say') : { text: view.title, blocks: [] }
}

/** A stream bears no metadata: the name of its buttons tells whose it is. */
function named(blocks: Block[], key: string): Block[] {
  return blocks.filter((block) => block.type === 'actions').map((block, i) => ({ ...block, block_id: `${key}.${i}` }))
}

function messageOf(id: string): Json {
  const [channel, ts] = id.split(':')
  return { channel, ts }
}

function conclude(called: Called, hold: (ms: number) => void): Edited {
  switch (called.kind) {
    case 'ok':
      return { outcome: 'shown' }
    case 'limited':
      hold(called.afterMs)
      return { outcome: 'later', afterMs: called.afterMs }
    case 'unsent':
      return { outcome: 'later', afterMs: 2_000 }
    case 'lost':
      return { outcome: 'unknown' }
    case 'error':
      return { outcome: 'gone' }
  }
}
