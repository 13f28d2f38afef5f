// Stopping what runs for somebody in a conversation: turns in whatever process they run, and jobs by their rows.
import { BellhopError } from '../domain/errors.ts'
import { createInFlight } from '../domain/in-flight.ts'
import type { Incoming } from '../domain/incoming.ts'
import { type Caller, isAtLeast } from '../domain/person.ts'
import type { Ranks } from '../gate/policy/create-ranks.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Store } from '../store/open-store.ts'
import { listErrands } from '../store/router/errand-rows.ts'
import { cancelErrand } from './cancel-job.ts'
import { errandQueue } from './errand-job.ts'

export type Stops = {
  /** Watches over what runs there for this person for so long at most. */
  watch(run: Pick<Incoming, 'id' | 'conversation' | 'sender'>, ms: number): Watch
  /** Stops turns and jobs of the caller there, of everybody there for an admin; returns how many this process knows of. */
  stop(caller: Caller, by: Pick<Incoming, 'id' | 'conversation'>): Promise<number>
}

export type Watch = {
  /** Fires when somebody stops it, or when its time is up. */
  signal: AbortSignal
  /** What it ends with where somebody stopped it. */
  stopped(): BellhopError | undefined
  /** It is over: nothing is left of it that waits. */
  end(): void
}

const topic = 'stopped'
const everybody = '*'

type Run = { event: string; conversation: string; account: string; stop: AbortController }

export function createStops(store: Store, platforms: Platforms, ranks: Pick<Ranks, 'of'>): Stops {
  const runs = createInFlight<Run>()
  store.wake.hear(topic, (told) => {
    const [by, conversation, account] = told.split('\n')
    for (const run of runs)
      if (run.event !== by && run.conversation === conversation && (account === everybody || run.account === account))
        run.stop.abort(stopped())
  })

  return {
    watch({ id: event, conversation, sender: { account } }, ms) {
      const stop = new AbortController()
      const run = { event, conversation, account, stop }
      const limit = setTimeout(() => stop.abort(new DOMException('That took too long.', 'TimeoutError')), ms)
      runs.add(run)
      return {
        signal: stop.signal,
        stopped: () => (stop.signal.reason instanceof BellhopError ? stop.signal.reason : undefined),
        end() {
          clearTimeout(limit)
          runs.delete(run)
        },
      }
    },
    async stop(caller, { id, conversation }) {
      const isAdmin = isAtLeast(await ranks.of(caller), 'admin')
      const accounts = isAdmin ? undefined : [caller.account]
      const isMeant = (run: Run) => run.event !== id && run.conversation === conversation
      const here = [...runs].filter((run) => isMeant(run) && (isAdmin || run.account === caller.account))
      const told = `${id}\n${conversation}\n${isAdmin ? everybody : caller.account}`
      store.wake.tell(topic, told, told)
      const open = await listErrands(
        store.sql,
        { queue: errandQueue, org: caller.org, accounts, isOpen: true },
        mostJobs,
      )
      const meant = open.filter((errand) => errand.conversation === conversation)
      const ended = await Promise.all(meant.map((errand) => cancelErrand(store, platforms, errand.id, caller)))
      return here.length + ended.filter(Boolean).length
    },
  }
}

const mostJobs = 200

function stopped(): BellhopError {
  return new BellhopError('conflict', 'I stopped that, as you asked.', { cause: 'cancelled' })
}
