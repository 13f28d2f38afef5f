// Webhook delivery with the real server's rules: one update of a chat at a time, growing pauses, a day until it is dropped.
import type { Clock } from '../../../ports/clock.ts'
import type { PostUpdate, WebhookAnswer } from './post-update.ts'
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

const answerWithinMs = 60_000
const longestPauseMs = 60_000
const longestRetryAfterMs = 3_600_000
const goneAfterMs = 23 * 3_600_000
const carefulAfterMs = 10_000

export function createWebhook(settings: WebhookSettings, world: WebhookWorld): Webhook {
  const { clock, queue } = world
  const stopped = new AbortController()
  const tries = new Map<string, Try>()
  let open = 0
  let lastSuccess = Number.NEGATIVE_INFINITY
  let goneSince: number | undefined
  const webhook: Webhook = { settings, wake: pump, stop: () => stopped.abort() }
  return webhook

  function pump(): void {
    if (stopped.signal.aborted) return
    for (const pending of queue.heads()) {
      if (open >= connectionsAllowed()) return
      const current = tryOf(pending)
      if (!current.isSending && current.wakeAt <= clock.now()) void send(current)
    }
  }

  // A webhook that has not answered well for ten seconds gets one connection until it does.
  function connectionsAllowed(): number {
    return lastSuccess + carefulAfterMs < clock.now() ? 1 : settings.maxConnections
  }

  function tryOf(pending: Pending): Try {
    const known = tries.get(pending.lane)
    if (known?.pending === pending) return known
    const fresh: Try = { pending, delayMs: 1000, fails: 0, wakeAt: clock.now(), isSending: false }
    tries.set(pending.lane, fresh)
    return fresh
  }

  async function send(current: Try): Promise<void> {
    current.isSending = true
    open += 1
    const result = await postWithin(current.pending)
    open -= 1
    current.isSending = false
    if (stopped.signal.aborted) return
    const isGood = typeof result !== 'string' && result.status >= 200 && result.status <= 299
    if (isGood) succeed(current)
    else fail(current, result)
    world.onDelivery(
      current.pending,
      current.fails + (isGood ? 1 : 0),
      typeof result === 'string' ? result : result.status,
    )
    if (isGood) world.onAnswer(result)
    pump()
  }

  async function postWithin(pending: Pending): Promise<WebhookAnswer | string> {
    const over = new AbortController()
    const signal = AbortSignal.any([stopped.signal, over.signal])
    const late = clock.wait(answerWithinMs, signal).then(() => 'Read timeout expired')
    const answer = world.post(settings.url, settings.secret, pending.update, signal).catch(describe)
    const result = await Promise.race([answer, late])
    over.abort()
    return result
  }

  function succeed(current: Try): void {
    lastSuccess = clock.now()
    goneSince = undefined
    drop(current)
  }

  function fail(current: Try, result: WebhookAnswer | string): void {
    const message =
      typeof result === 'string' ? result : `Wrong response from the webhook: ${result.status} ${result.reason}`
    webhook.lastError = { at: clock.now(), message }
    noteGone(result)
    const pause = pauseAfter(current, result)
    current.fails += 1
    if (clock.now() + pause > current.pending.expiresAt) {
      drop(current)
      return
    }
    current.wakeAt = clock.now() + pause
    if (pause > 0) void clock.wait(pause, stopped.signal).then(pump)
  }

  function noteGone(result: WebhookAnswer | string): void {
    if (typeof result === 'string' || result.status !== 410) goneSince = undefined
    else goneSince ??= clock.now()
    if (goneSince !== undefined && clock.now() > goneSince + goneAfterMs) world.onGone()
  }

  function drop(current: Try): void {
    tries.delete(current.pending.lane)
    queue.remove(current.pending)
  }
}

/** The first retry is at once, then after 2, 4, 8… seconds up to a minute or two; a Retry-After decides instead. */
function pauseAfter(current: Try, result: WebhookAnswer | string): number {
  const asked = typeof result === 'string' ? 0 : Math.max(0, result.retryAfterSeconds * 1000)
  if (asked > 0) return Math.min(asked, longestRetryAfterMs)
  if (current.fails === 0) return 0
  current.delayMs = Math.min(longestPauseMs * (1 + Math.random()), current.delayMs * 2)
  return current.delayMs
}

function describe(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'Connection refused'
  return error.code === 'ECONNRESET' ? 'Connection reset by peer' : 'Webhook connection closed'
}
