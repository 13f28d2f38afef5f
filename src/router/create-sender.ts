// Sends what stands in the outbox of one platform: in order within a conversation, side by side otherwise, within the platform's
// limits, and never again what was acknowledged. One process at a time, by lease.
import type { ChatPlatform, Sending, Sent } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { Store } from '../store/open-store.ts'
import { readLiveId } from '../store/router/live-rows.ts'
import {
  failRestOfPlans,
  markSending,
  type OutboxRow,
  readOpen,
  recordSends,
  type Settled,
} from '../store/router/outbox-rows.ts'
import { createLiveEdits } from './create-live-edits.ts'
import { createLooker, restAt } from './create-looker.ts'
import { grouped } from './grouped.ts'
import { createHands } from './hands.ts'
import { holdLease } from './hold-lease.ts'
import { createPace } from './pace.ts'

type Options = {
  store: Store
  platform: ChatPlatform
  log: Log
  metrics: Metrics
  /** Paces calls and rests; leases and deadlines run by the machine's own. */
  clock?: Clock
  leaseMs?: number
  sendMs?: number
}

export type Sender = { start(): void; stop(): Promise<void>; busy(): number }

const inHandAtMost = 2_000
/** Few of each, so that hundreds of conversations are in hand before any has more. */
const perConversation = 4
/** Where all wait for one limit, a few are taken at a time. */
const restAtLeastMs = 300
/** A ring may be missed, so the store is asked after this long anyway. */
const readAgainMs = 900
const atOnce = 100
/** With so many that could go at once, more need not be read: what is in hand is read past each time. */
const enough = 2 * atOnce
const triesAtMost = 500

export function createSender(options: Options): Sender {
  const { store, platform, log, metrics, clock = systemClock, leaseMs = 15_000, sendMs = 10_000 } = options
  const name = platform.platform
  const pace = createPace(platform.limits)
  const hands = createHands(() => looker.nudge(), clock)
  const resting = new Set<string>()
  let hasMore = true
  let readAt = 0
  const stopping = new AbortController()
  const produced = new Map<string, (string | null)[]>()
  const looker = createLooker({ look, everyMs: 1_000, restMs: restAt(store), log, name: `outbox ${name}` })
  const unsubscribe = store.wake.on(`outbox:${name}`, nudgeToRead)
  const lease = holdLease({
    sql: store.sql,
    name: `send:${name}`,
    ms: leaseMs,
    log,
    onTaken: nudgeToRead,
    onLost: hands.clear,
  })
  const mayCall = (forMs: number) => lease.held(forMs) !== undefined
  const lives = createLiveEdits({ store, platform, mayCall, takePlace, log, metrics })
  const record = grouped((settled: Settled[]) => recordSends(store.sql, settled))

  function nudgeToRead(): void {
    hasMore = true
    looker.nudge()
  }

  async function look(): Promise<boolean> {
    const held = lease.held(sendMs)
    if (!held) return false
    const more = await load()
    const due = takeDue()
    if (due.length === 0) return false
    const fresh = due.filter((row) => row.state === 'waiting').map((row) => row.id)
    const marked = await mark(held, due, fresh)
    for (const row of due) {
      if (row.state !== 'waiting' || marked.has(row.id)) void dispatch(row, held)
      else drop(row)
    }
    return more
  }

  function drop(row: OutboxRow): void {
    hands.drop(row)
    hasMore = true
  }

  async function mark(held: HeldLease, due: OutboxRow[], fresh: string[]): Promise<Set<string>> {
    try {
      return fresh.length > 0 ? await markSending(store.sql, held, fresh) : new Set()
    } catch (error) {
      // Nothing was called yet: they go back, or their conversations would wait for us for ever.
      for (const row of due) hands.rest(row, 100)
      throw error
    }
  }

  function takeDue(): OutboxRow[] {
    const due: OutboxRow[] = []
    for (const row of hands.ready()) {
      if (hands.busy() >= atOnce) break
      if (isFull(row.workspace)) continue
      if (!mayGo(row)) continue
      hands.begin(row)
      due.push(row)
    }
    return due
  }

  /** Where nobody may go, nobody is put to rest: all keep their place in the order, and one timer wakes us. */
  function isFull(workspace: string): boolean {
    const wait = pace.waitForAll(workspace, clock.now())
    if (wait > 0 && !resting.has(workspace)) {
      resting.add(workspace)
      void clock.wait(Math.max(wait, restAtLeastMs), stopping.signal).then(() => {
        resting.delete(workspace)
        looker.nudge()
      })
    }
    return wait > 0
  }

  async function load(): Promise<boolean> {
    const room = inHandAtMost - hands.size()
    if (room < perConversation || (!hasMore && performance.now() - readAt < readAgainMs)) return false
    if (hands.ready().filter((row) => !resting.has(row.workspace)).length >= enough) return false
    hasMore = false
    readAt = performance.now()
    const reading = hands.reading()
    const rows = await readOpen(store.sql, name, hands.conversations(), perConversation, room).catch((error) => {
      hasMore = true
      throw error
    })
    reading.add(rows)
    hasMore ||= rows.length === room
    return rows.length === room
  }

  /** Whether the limits let this row go now; if not, its conversation rests until they do. */
  function mayGo(row: OutboxRow): boolean {
    const now = clock.now()
    const wait = pace.waitFor(row.conversation, row.workspace, now)
    if (wait > 0) {
      hands.rest(row, wait)
      return false
    }
    pace.took(row.conversation, row.workspace, now)
    return true
  }

  /** For what is no reply: within the same limits, and behind every reply of its conversation. */
  function takePlace(conversation: string, workspace: string): number {
    const now = clock.now()
    const wait = hands.has(conversation) ? 500 : pace.waitFor(conversation, workspace, now)
    if (wait === 0) pace.took(conversation, workspace, now)
    return wait
  }

  async function dispatch(row: OutboxRow, held: HeldLease): Promise<void> {
    try {
      if (row.live) await lives.close(row.live)
      const live = row.live ? await readLiveId(store.sql, row.live) : undefined
      if (row.state !== 'waiting' && (await wasSentBefore(row, live))) return
      if (row.state !== 'waiting' && !(await markAgain(row, held))) return drop(row)
      if (!lease.held(sendMs)) return doubt(row, 500)
      const started = performance.now()
      const sent = await withDeadline(platform.send(sendingOf(row, live)), sendMs)
      const took = performance.now() - started
      metrics.observe('bellhop_send_seconds', { platform: name }, took / 1000)
      metrics.count('bellhop_sends_total', { platform: name, outcome: sent.outcome })
      await conclude(row, sent, took)
    } catch (error) {
      log.error({ error, row: row.id }, 'sending broke off')
      doubt(row, 1_000)
    } finally {
      looker.nudge()
    }
  }

  /** It stays first of its conversation, and is looked up before it is sent. */
  function doubt(row: OutboxRow, ms: number): void {
    row.state = 'unknown'
    hands.rest(row, ms)
  }

  /** A send whose outcome we do not know is looked up before it is made again. */
  async function wasSentBefore(row: OutboxRow, live: string | undefined): Promise<boolean> {
    const found = await platform.find(sendingOf(row, live))
    if (found.outcome === 'sent') {
      await conclude(row, found, 0)
      return true
    }
    if (found.outcome === 'unknowable') log.warn({ row: row.id }, 'sent again: whether it arrived cannot be known')
    return false
  }

  async function markAgain(row: OutboxRow, held: HeldLease): Promise<boolean> {
    await record({ id: row.id, state: 'unknown', platformId: null, reason: 'the answer was lost' })
    return (await markSending(store.sql, held, [row.id])).has(row.id)
  }

  async function conclude(row: OutboxRow, sent: Sent, took: number): Promise<void> {
    switch (sent.outcome) {
      case 'sent':
        await record({ id: row.id, state: 'sent', platformId: sent.id, reason: null })
        produced.set(row.plan, [...(produced.get(row.plan) ?? row.before), sent.id])
        if (row.step === 0) lives.begin(row.plan)
        return leave(row)
      case 'later':
        pace.hold(sent.scope, row.conversation, row.workspace, clock.now(), sent.afterMs)
        return wait(row, 'waiting', 'the platform limits us', sent.afterMs)
      case 'retry':
        return wait(row, 'waiting', sent.reason, pauseAfter(row.attempt))
      case 'unknown':
        // A call that hung may still arrive: asked too early, the platform would say that it never came.
        return wait(row, 'unknown', sent.reason, Math.max(pauseAfter(row.attempt), took > sendMs / 2 ? sendMs : 0))
      case 'refused':
        return giveUp(row, sent.reason)
    }
  }

  async function wait(row: OutboxRow, state: 'waiting' | 'unknown', reason: string, ms: number): Promise<void> {
    row.attempt++
    if (row.attempt > triesAtMost) return giveUp(row, reason)
    await record({ id: row.id, state, platformId: null, reason })
    row.state = state
    hands.rest(row, ms)
  }

  async function giveUp(row: OutboxRow, reason: string): Promise<void> {
    log.error({ row: row.id, reason, correlation: row.correlation }, 'a reply could not be sent')
    await record({ id: row.id, state: 'failed', platformId: null, reason })
    await failRestOfPlans(store.sql, [row.plan])
    hands.finish(row)
    hands.dropPlan(row.plan)
    hasMore = true
    produced.delete(row.plan)
  }

  function leave(row: OutboxRow): void {
    hands.finish(row)
    hasMore ||= !hands.has(row.conversation)
    if (produced.size > inHandAtMost * 2) produced.delete(produced.keys().next().value ?? '')
  }

  function sendingOf(row: OutboxRow, live: string | undefined): Sending {
    const before = produced.get(row.plan) ?? row.before
    const step = { call: row.call, payload: JSON.parse(row.payload) }
    return {
      key: `bellhop-${row.id}`,
      step,
      attempt: row.attempt,
      to: JSON.parse(row.replyTo),
      before: before.slice(0, row.step),
      ...(live === undefined ? {} : { live }),
    }
  }

  return {
    start() {
      lease.start()
      looker.start()
    },
    busy: () => hands.busy(),
    async stop() {
      unsubscribe()
      stopping.abort()
      await lives.stop()
      await looker.stop(() => hands.busy() === 0)
      await lease.stop()
      hands.clear()
    },
  }
}

function pauseAfter(attempt: number): number {
  return Math.min(500 * 2 ** Math.min(attempt, 10), 60_000)
}

function withDeadline(sending: Promise<Sent>, ms: number): Promise<Sent> {
  const late = Promise.withResolvers<Sent>()
  const timer = setTimeout(() => late.resolve({ outcome: 'unknown', reason: 'no answer in time' }), ms)
  const failed = (error: unknown): Sent => ({
    outcome: 'unknown',
    reason: error instanceof Error ? error.name : 'unknown failure',
  })
  return Promise.race([sending.catch(failed), late.promise]).finally(() => clearTimeout(timer))
}
