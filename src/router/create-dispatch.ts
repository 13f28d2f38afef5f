// Makes the one call of an outbox row that is in hand, and writes down what became of it: sent, to be sent again, or given up.
import { inTime } from '../domain/in-time.ts'
import type { ChatPlatform, Sending, Sent } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Store } from '../store/open-store.ts'
import { readLiveId } from '../store/router/live-rows.ts'
import { failRestOfPlans, type OutboxRow, recordSends, type Settled } from '../store/router/outbox-rows.ts'
import type { LiveEdits } from './create-live-edits.ts'
import { restAtStoreMs } from './create-looker.ts'
import type { UnderWay } from './create-under-way.ts'
import { grouped } from './grouped.ts'
import type { Hands } from './hands.ts'
import type { Pace } from './pace.ts'

type Options = {
  store: Pick<Store, 'sql'>
  platform: ChatPlatform
  underWay: Pick<UnderWay, 'begin' | 'end'>
  hands: Hands
  pace: Pick<Pace, 'hold'>
  lives: Pick<LiveEdits, 'close' | 'begin'>
  clock: Clock
  log: Log
  metrics: Metrics
  sendMs: number
  /** Whether this process surely has the right to send for so long: this one, and none it took anew since. */
  mayCall(forMs: number, held: HeldLease): boolean
  /** What is known of this row is out of date. */
  drop(row: OutboxRow): void
  /** There may be rows that are not in hand. */
  readAgain(): void
  /** Something is ready that was not. */
  nudge(): void
}

const triesAtMost = 500
/** Plans of several calls whose ids are kept at hand, so that they need not be read. */
const rememberedPlans = 4_000

export function createDispatch(options: Options): (row: OutboxRow, held: HeldLease) => Promise<void> {
  const {
    store,
    platform,
    underWay,
    hands,
    pace,
    lives,
    clock,
    log,
    metrics,
    sendMs,
    mayCall,
    drop,
    readAgain,
    nudge,
  } = options
  const produced = new Map<string, (string | null)[]>()
  const record = grouped(writeDown, restAtStoreMs / 2)

  async function writeDown(settled: Settled[]): Promise<void> {
    await recordSends(store.sql, settled)
    for (const { id } of settled) underWay.end(id)
  }

  async function dispatch(row: OutboxRow, held: HeldLease): Promise<void> {
    try {
      if (row.live) await lives.close(row.live)
      const live = row.live ? await readLiveId(store.sql, row.live) : undefined
      if (row.state !== 'waiting' && (await wasSentBefore(row, live))) return
      if (row.state !== 'waiting' && !(await beginAgain(row, held))) return drop(row)
      if (!mayCall(sendMs, held)) return doubt(row, 500)
      const started = performance.now()
      const sent = await send(sendingOf(row, live))
      const took = performance.now() - started
      metrics.observe('bellhop_send_seconds', { platform: platform.platform }, took / 1000)
      metrics.count('bellhop_sends_total', { platform: platform.platform, outcome: sent.outcome })
      await conclude(row, sent, took)
    } catch (error) {
      log.error({ error, row: row.id }, 'sending broke off')
      doubt(row, 1_000)
    } finally {
      nudge()
    }
  }

  async function send(sending: Sending): Promise<Sent> {
    try {
      return await inTime(platform.send(sending), sendMs, () => unknown('no answer in time'))
    } catch (error) {
      return unknown(error instanceof Error ? error.name : 'unknown failure')
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

  async function beginAgain(row: OutboxRow, held: HeldLease): Promise<boolean> {
    await record({ id: row.id, state: 'unknown', platformId: null, reason: 'the answer was lost' })
    return (await underWay.begin(held, [row.id])).has(row.id)
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
    readAgain()
    produced.delete(row.plan)
  }

  function leave(row: OutboxRow): void {
    hands.finish(row)
    if (!hands.has(row.conversation)) readAgain()
    if (produced.size > rememberedPlans) produced.delete(produced.keys().next().value ?? '')
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

  return dispatch
}

function pauseAfter(attempt: number): number {
  return Math.min(500 * 2 ** Math.min(attempt, 10), 60_000)
}

/** Whatever kept it from telling, it may have happened. */
function unknown(reason: string): Sent {
  return { outcome: 'unknown', reason }
}
