// Turns that end while one group is being committed form the next group. One that fails is tried alone, so it costs no neighbour.
import { setImmediate as moment } from 'node:timers/promises'
import type { Log } from '../ports/log.ts'
import type { Chain } from '../store/audit/chain-end.ts'
import type { Store } from '../store/open-store.ts'
import { settleTurns, type Turn } from '../store/router/settle-turns.ts'
import { cancelTopic } from './cancel-job.ts'
import type { Taken } from './take-turn.ts'

/** False when it could not be settled: then it is to be handled again. */
export type Settler = { settle(taken: Taken): Promise<boolean> }

/** A change may have left replies on any platform, and jobs. */
const anywhere = ['outbox:slack', 'outbox:telegram', 'outbox:console', 'outbox:api', 'jobs:errand']

function topicsOf({ outbox, jobs }: Turn): string[] {
  return [...outbox.map((row) => `outbox:${row.platform}`), ...jobs.map((job) => `jobs:${job.queue}`)]
}

type Waiting = { taken: Taken; done: PromiseWithResolvers<boolean> }

const groupLimit = 200

type Parts = { store: Store; log: Log; chain: Chain | undefined }

export function createSettler({ store, log, chain }: Parts): Settler {
  const waiting: Waiting[] = []
  let committing = false

  async function run(): Promise<void> {
    committing = true
    // What was taken together ends within a moment: it is worth waiting for the others.
    await moment()
    while (waiting.length > 0) {
      const group = takeGroup(waiting)
      try {
        ring(
          await settleTurns(
            store,
            group.map((one) => one.taken.turn),
            chain,
          ),
        )
      } catch (error) {
        for (const one of group) one.done.resolve(await settleAlone(one.taken, group.length === 1 ? error : undefined))
      }
      for (const one of group) one.done.resolve(true)
    }
    committing = false
  }

  async function settleAlone(taken: Taken, failedWith: unknown): Promise<boolean> {
    let error = failedWith
    try {
      if (error === undefined) {
        ring(await settleTurns(store, [taken.turn], chain))
        return true
      }
    } catch (thrown) {
      error = thrown
    }
    try {
      ring(await settleTurns(store, [await taken.instead(error)], chain))
      return true
    } catch (cause) {
      log.error({ error: cause, first: error, event: taken.turn.inboxId }, 'an event could not be settled')
      return false
    }
  }

  function ring(settled: Turn[]): void {
    const topics = new Set(settled.flatMap((turn) => [...(turn.change ? anywhere : []), ...topicsOf(turn)]))
    for (const topic of topics) store.wake.ring(topic)
    // The next try is due at the end of its pause, not at the next look after that.
    for (const { end } of settled)
      if (end.kind === 'retry') setTimeout(() => store.wake.ring('inbox'), end.pauseMs).unref()
    for (const id of settled.flatMap((turn) => turn.cancelled ?? [])) store.wake.tell(cancelTopic, id, id)
  }

  return {
    settle(taken) {
      const done = Promise.withResolvers<boolean>()
      waiting.push({ taken, done })
      if (!committing) void run()
      return done.promise
    },
  }
}

/** A turn with a change commits by itself: the change may take its own time and its own way out. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  const firstWithChange = waiting.findIndex((one) => one.taken.turn.change)
  if (firstWithChange === 0) return waiting.splice(0, 1)
  const count = Math.min(groupLimit, firstWithChange < 0 ? waiting.length : firstWithChange)
  return waiting.splice(0, count)
}
