// Sends what stands in the outbox of one platform: in order within a conversation, side by side otherwise, within the platform's
// limits, and never again what was acknowledged. One process at a time, by lease.
import { littleByLittle } from '../domain/little-by-little.ts'
import type { ChatPlatform } from '../ports/chat-platform.ts'
import type { Clock } from '../ports/clock.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { Store } from '../store/open-store.ts'
import { type OutboxRow, readFirstOpen, readOpen } from '../store/router/outbox-rows.ts'
import { createDispatch } from './create-dispatch.ts'
import { createLiveEdits } from './create-live-edits.ts'
import { createLooker, restAtStoreMs } from './create-looker.ts'
import { createQueueStart } from './create-queue-start.ts'
import { createUnderWay } from './create-under-way.ts'
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
/** Fewer than a platform has connections: it needs some for what is no reply. */
const atOnce = 250
/** With so many that could go at once, more need not be read: what is in hand is read past each time. */
const enough = 2 * atOnce

export function createSender(options: Options): Sender {
  const { store, platform, log, metrics, clock = systemClock, leaseMs = 15_000, sendMs = 10_000 } = options
  const name = platform.platform
  const pace = createPace(platform.limits)
  const hands = createHands(() => looker.nudge(), clock)
  const underWay = createUnderWay(store.sql)
  const start = createQueueStart(store.sql, (sql) => readFirstOpen(sql, name))
  const resting = new Set<string>()
  let hasMore = true
  let readAt = 0
  const stopping = new AbortController()
  const looker = createLooker({ look, everyMs: 1_000, restMs: restAtStoreMs, log, name: `outbox ${name}` })
  const unsubscribe = store.wake.on(`outbox:${name}`, nudgeToRead)
  const lease = holdLease({
    sql: store.sql,
    name: `send:${name}`,
    ms: leaseMs,
    log,
    onTaken: nudgeToRead,
    onLost: hands.clear,
  })
  const mayCall = (forMs: number, held = lease.held(forMs)) => held !== undefined && lease.held(forMs) === held
  const lives = createLiveEdits({ store, platform, mayCall, takePlace, log, metrics })
  const dispatch = createDispatch({
    ...{ store, platform, underWay, hands, pace, lives, clock, log, metrics, sendMs, mayCall, drop, readAgain },
    nudge: () => looker.nudge(),
  })

  function readAgain(): void {
    hasMore = true
  }

  function nudgeToRead(): void {
    readAgain()
    looker.nudge()
  }

  async function look(): Promise<boolean> {
    const held = lease.held(sendMs)
    if (!held) return false
    await underWay.take(held)
    const more = await load()
    const due = takeDue()
    if (due.length === 0) return false
    const fresh = due.filter((row) => row.state === 'waiting').map((row) => row.id)
    const begun = await begin(held, due, fresh)
    await littleByLittle(due, (row) => {
      if (row.state !== 'waiting' || begun.has(row.id)) void dispatch(row, held)
      else drop(row)
    })
    return more
  }

  function drop(row: OutboxRow): void {
    hands.drop(row)
    readAgain()
  }

  async function begin(held: HeldLease, due: OutboxRow[], fresh: string[]): Promise<Set<string>> {
    try {
      return fresh.length > 0 ? await underWay.begin(held, fresh) : new Set()
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
    const rows = await readNext(room).catch((error) => {
      hasMore = true
      throw error
    })
    reading.add(rows)
    hasMore ||= rows.length === room
    return rows.length === room
  }

  async function readNext(room: number): Promise<OutboxRow[]> {
    const from = await start()
    return readOpen(store.sql, name, from, hands.conversations(), perConversation, room)
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
