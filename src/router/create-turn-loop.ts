// The loop of a worker: takes lanes that have work, lets each lane's first event take its turn, and settles it.
import type { StoredArrival } from '../domain/arrival.ts'
import { littleByLittle } from '../domain/little-by-little.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Store } from '../store/open-store.ts'
import { readBodies, readFirstNew } from '../store/router/inbox-rows.ts'
import { createLaneLocks, type FirstEvent } from '../store/router/lane-locks.ts'
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
  /** How long a process that says nothing keeps its lanes. */
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
  const lanes = createLaneLocks(() => store.openSession(leaseMs))
  const start = createQueueStart(store.sql, readFirstNew)
  const looker = createLooker({ look, everyMs: 1_000, restMs: restAtStoreMs, log, name: 'inbox' })
  let inHand = 0
  let resting = 0
  let isKeeping = false
  let beat: NodeJS.Timeout | undefined
  const unsubscribe = store.wake.on('inbox', looker.nudge)

  /** Takes what there is; true when there may be more. */
  async function look(): Promise<boolean> {
    const most = Math.min(capacity - inHand - resting, atOnce)
    if (most <= 0) return false
    const { first, isMore } = await lanes.take(await start(), most)
    const arrivals = await withBodies(first).catch((error) => {
      for (const { lane } of first) lanes.release(lane)
      throw error
    })
    await littleByLittle(arrivals, (arrival) => void work(arrival))
    return isMore
  }

  async function withBodies(events: FirstEvent[]): Promise<StoredArrival[]> {
    const atHand = new Map(events.map(({ id }) => [id, justStored.take(id)]))
    const read = await readBodies(
      store.sql,
      events.flatMap(({ id }) => (atHand.get(id) ? [] : [id])),
    )
    return events.flatMap((event) => {
      const body = atHand.get(event.id) ?? read.get(event.id)
      // Taken out of the inbox meanwhile.
      if (!body) lanes.release(event.lane)
      return body ? [{ ...event, body }] : []
    })
  }

  async function work(arrival: StoredArrival): Promise<void> {
    inHand++
    let isSettled = false
    try {
      isSettled = await settler.settle(await takeTurn(parts, arrival))
      metrics.observe(
        'bellhop_handling_seconds',
        { platform: arrival.platform },
        (Date.now() - arrival.receivedAt) / 1000,
      )
    } catch (error) {
      log.error({ error, event: arrival.id }, 'a turn broke off')
    } finally {
      inHand--
      if (isSettled) lanes.release(arrival.lane)
      else rest(arrival.lane)
      looker.nudge()
    }
  }

  /** What could not be settled is not handled again and again meanwhile. */
  function rest(lane: string): void {
    resting++
    setTimeout(() => {
      resting--
      lanes.release(lane)
      looker.nudge()
    }, leaseMs).unref()
  }

  async function keep(): Promise<void> {
    if (isKeeping) return
    isKeeping = true
    await lanes.keep().catch((error) => log.warn({ error }, 'lanes were not kept'))
    isKeeping = false
  }

  return {
    start() {
      beat = setInterval(() => void keep(), leaseMs / 15).unref()
      looker.start()
    },
    busy: () => inHand,
    async stop() {
      unsubscribe()
      await looker.stop(() => inHand === 0)
      clearInterval(beat)
      await lanes.end()
    },
  }
}
