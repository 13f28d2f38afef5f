// Webhook delivery with the real server's rules: one update of a chat at a time, growing pauses, a day until it is dropped.
import type { Clock } from '../../../ports/clock.ts'
import { goesWell, type PostUpdate, problemOf, type WebhookAnswer } from './post-update.ts'
import type { Pending, UpdateQueue } from './update-queue.ts'

export type WebhookSettings = { url: string; secret: string; maxConnections: number }

export type Webhook = {
  settings: WebhookSettings
  lastError?: { at: number; message: string }
  wake(): void
  stop(): void
}

export type WebhookWorld = {
  clock: Clock
  queue: UpdateQueue
  post: PostUpdate
  onDelivery(pending: Pending, attempt: number, outcome: number | string): void
  /** The bot put a call of its own into the answer. */
  onAnswer(answer: WebhookAnswer): void
  /** The bot has said 410 Gone for most of a day. */
  onGone(): void
}

/** How far the first update of a lane has come. */
type Try = { pending: Pending; delayMs: number; fails: number; wakeAt: number; isSending: boolean }

type Course = {
  webhook: Webhook
  world: WebhookWorld
  stopped: AbortSignal
  tries: Map<string, Try>
  open: number
  lastSuccess: number
  goneSince: number | undefined
}

const answerWithinMs = 60_000
const longestPauseMs = 60_000
const longestRetryAfterMs = 3_600_000
const goneAfterMs = 23 * 3_600_000
const carefulAfterMs = 10_000

export function createWebhook(settings: WebhookSettings, world: WebhookWorld): Webhook {
  const stop = new AbortController()
  const webhook: Webhook = { settings, wake: () => pump(course), stop: () => stop.abort() }
  const course: Course = {
    webhook,
    world,
    stopped: stop.signal,
    tries: new Map(),
    open: 0,
    lastSuccess: Number.NEGATIVE_INFINITY,
    goneSince: undefined,
  }
  return webhook
}

function pump(course: Course): void {
  const { world, stopped } = course
  if (stopped.aborted) return
  for (const pending of world.queue.heads()) {
    if (course.open >= connectionsAllowed(course)) return
    const current = tryOf(course, pending)
    if (!current.isSending && current.wakeAt <= world.clock.now()) void send(course, current)
  }
}

// A webhook that has not answered well for ten seconds gets one connection until it does.
function connectionsAllowed({ lastSuccess, world, webhook }: Course): number {
  return lastSuccess + carefulAfterMs < world.clock.now() ? 1 : webhook.settings.maxConnections
}

function tryOf({ tries, world }: Course, pending: Pending): Try {
  const known = tries.get(pending.lane)
  if (known?.pending === pending) return known
  const fresh: Try = { pending, delayMs: 1000, fails: 0, wakeAt: world.clock.now(), isSending: false }
  tries.set(pending.lane, fresh)
  return fresh
}

async function send(course: Course, current: Try): Promise<void> {
  const { world, stopped } = course
  current.isSending = true
  course.open += 1
  const result = await postWithin(course, current.pending)
  course.open -= 1
  current.isSending = false
  if (stopped.aborted) return
  if (goesWell(result)) succeed(course, current)
  else fail(course, current, result)
  const attempt = current.fails + (goesWell(result) ? 1 : 0)
  world.onDelivery(current.pending, attempt, typeof result === 'string' ? result : result.status)
  if (goesWell(result)) world.onAnswer(result)
  pump(course)
}

async function postWithin({ webhook, world, stopped }: Course, pending: Pending): Promise<WebhookAnswer | string> {
  const over = new AbortController()
  const signal = AbortSignal.any([stopped, over.signal])
  const late = world.clock.wait(answerWithinMs, signal).then(() => 'Read timeout expired')
  const answer = world.post(webhook.settings.url, webhook.settings.secret, pending.update, signal).catch(problemOf)
  const result = await Promise.race([answer, late])
  over.abort()
  return result
}

function succeed(course: Course, current: Try): void {
  course.lastSuccess = course.world.clock.now()
  course.goneSince = undefined
  drop(course, current)
}

function fail(course: Course, current: Try, result: WebhookAnswer | string): void {
  const { world, webhook, stopped } = course
  const now = world.clock.now()
  const answered = typeof result === 'string' ? undefined : `${result.status} ${result.reason}`
  webhook.lastError = { at: now, message: answered ? `Wrong response from the webhook: ${answered}` : String(result) }
  noteGone(course, result)
  const pause = pauseAfter(current, result)
  current.fails += 1
  current.wakeAt = now + pause
  if (current.wakeAt > current.pending.expiresAt) drop(course, current)
  else if (pause > 0) void world.clock.wait(pause, stopped).then(() => pump(course))
}

function noteGone(course: Course, result: WebhookAnswer | string): void {
  const now = course.world.clock.now()
  const isGone = typeof result !== 'string' && result.status === 410
  course.goneSince = isGone ? (course.goneSince ?? now) : undefined
  if (course.goneSince !== undefined && now > course.goneSince + goneAfterMs) course.world.onGone()
}

function drop({ tries, world }: Course, current: Try): void {
  tries.delete(current.pending.lane)
  world.queue.remove(current.pending)
}

/** The first retry is at once, then after 2, 4, 8… seconds up to a minute or two; a Retry-After decides instead. */
function pauseAfter(current: Try, result: WebhookAnswer | string): number {
  const asked = typeof result === 'string' ? 0 : Math.max(0, result.retryAfterSeconds * 1000)
  if (asked > 0) return Math.min(asked, longestRetryAfterMs)
  if (current.fails === 0) return 0
  current.delayMs = Math.min(longestPauseMs * (1 + Math.random()), current.delayMs * 2)
  return current.delayMs
}
