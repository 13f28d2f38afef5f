// The loop of a worker: takes lanes that have work, lets each lane's first event take its turn, and settles it.
import { randomUUID } from 'node:crypto'
import type { StoredArrival } from '../domain/arrival.ts'
import { littleByLittle } from '../domain/little-by-little.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Store } from '../store/open-store.ts'
import { readBodies, readFirstNew, readUnsettled } from '../store/router/inbox-rows.ts'
import { claimLanes, type HeldLane, keepLanes, releaseLanes } from '../store/router/lane-rows.ts'
import type { JustStored } from './create-just-stored.ts'
import { createLooker, restAtStoreMs } from './create-looker.ts'
import { createQueueStart } from './create-queue-start.ts'
import type { Settler } from './create-settler.ts'
import { type TurnParts, takeTurn } from './take-turn.ts'

export type Loop = { start(): void; stop(): Promise<void>; busy(): number }

/** With fewer than there is room for, some are taken while others are settled. */
const atOnce = 200

type Options = {
  store: Store
  parts: TurnParts
  settler: Settler
  justStored: Pick<JustStored, 'take'>
  log: Log
  metrics: Metrics
  /** Lanes in hand at once. */
  capacity?: number
  leaseMs?: number
}

export function createTurnLoop({
  store,
  parts,
  settler,
  justStored,
  log,
  metrics,
  capacity = 600,
  leaseMs = 15_000,
}: Options): Loop {
  const owner = randomUUID()
  const inHand = new Map<HeldLane, number>()
  const start = createQueueStart(store.sql, readFirstNew)
  const looker = createLooker({ look, everyMs: 1_000, restMs: restAtStoreMs, log, name: 'inbox' })
  const beatMs = leaseMs / 4
  let beat: NodeJS.Timeout | undefined
  const unsubscribe = store.wake.on('inbox', looker.nudge)

  /** Takes what there is; true when there may be more. */
  async function look(): Promise<boolean> {
    const room = capacity - inHand.size
    if (room <= 0) return false
    const lanes = [...inHand.keys()].map((one) => one.lane)
    const held = await claimLanes(store.sql, owner, await start(), lanes, Math.min(room, atOnce), leaseMs)
    if (held.length === 0) return false
    const heads = await readUnsettled(
      store.sql,
      held.map((one) => one.head),
    )
    const arrivals = await withBodies(heads)
    // Whoever held a lane a moment ago may have settled its first event meanwhile: it is free for a claim that sees the next.
    const stale = held.filter((one) => !arrivals.has(one.head))
    await littleByLittle(held, (one) => {
      const arrival = arrivals.get(one.head)
      if (arrival) void work(arrival, one)
    })
    await releaseLanes(store.sql, stale)
    if (stale.length > 0) return true
    return held.length === Math.min(room, atOnce)
  }

  async function withBodies(heads: Omit<StoredArrival, 'body'>[]): Promise<Map<string, StoredArrival>> {
    const atHand = new Map(heads.map(({ id }) => [id, justStored.take(id)]))
    const read = await readBodies(
      store.sql,
      heads.flatMap(({ id }) => (atHand.get(id) ? [] : [id])),
    )
    return new Map(
      heads.flatMap((head) => {
        const body = atHand.get(head.id) ?? read.get(head.id)
        return body ? [[head.id, { ...head, body }]] : []
      }),
    )
  }

  async function work(arrival: StoredArrival, held: HeldLane): Promise<void> {
    inHand.set(held, performance.now())
    try {
      await settler.settle(await takeTurn(parts, arrival, held))
      metrics.observe(
        'bellhop_handling_seconds',
        { platform: arrival.platform },
        (Date.now() - arrival.receivedAt) / 1000,
      )
    } catch (error) {
      log.error({ error, event: arrival.id }, 'a turn broke off')
    } finally {
      inHand.delete(held)
      looker.nudge()
    }
  }

  /** A turn may outlast the time its lane was taken for: nobody else may begin it meanwhile. */
  async function keep(): Promise<void> {
    const before = performance.now() - beatMs
    const lasting = [...inHand].flatMap(([held, since]) => (since < before ? [held] : []))
    await keepLanes(store.sql, owner, lasting, leaseMs).catch((error) => log.warn({ error }, 'lanes were not kept'))
  }

  return {
    start() {
      beat = setInterval(() => void keep(), beatMs).unref()
      looker.start()
    },
    busy: () => inHand.size,
    async stop() {
      unsubscribe()
      await looker.stop(() => inHand.size === 0)
      clearInterval(beat)
    },
  }
}
