// The sandbox over a driver: who may run when, a cell for each run, and what is counted of it.
import { BellhopError } from '../domain/errors.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Sandbox, SandboxLimits } from '../ports/sandbox.ts'
import type { Driver } from './cell.ts'
import { createFairQueue } from './create-fair-queue.ts'
import { createPool } from './create-pool.ts'
import { hasRoomOf, limitsOf, takesOtherwise } from './limits.ts'
import { type WarmCell, warmUp } from './warm-cell.ts'

export type SandboxOptions = {
  driver: Driver
  limits: SandboxLimits
  /** Runs at the same time, and how many cells wait ready at the least. */
  atOnce: number
  ready: number
  log: Log
  metrics: Metrics
}

const sweepMs = 5 * 60_000

export function createSandbox({ driver, limits, atOnce, ready, log, metrics }: SandboxOptions): Sandbox {
  const stopping = new AbortController()
  const running = new Set<Promise<unknown>>()
  const queue = createFairQueue({
    atOnce,
    perOwner: Math.max(1, Math.ceil(atOnce / 2)),
    mostWaiting: 200,
    mostWaitingPerOwner: 50,
  })
  const make = async (wanted: SandboxLimits) => warmUp(await driver.open(wanted))
  const pool = createPool({ make: () => make(limits), least: ready, most: Math.max(ready, atOnce), log })
  const sweeper = setInterval(sweep, sweepMs).unref()
  void sweep()

  function sweep(): Promise<void> {
    return driver.sweep().catch((error) => log.warn({ error }, 'stale sandboxes could not be taken away'))
  }

  /** One that is ready, if it can be what is wanted; else one made for it. */
  async function placeFor(wanted: SandboxLimits): Promise<WarmCell> {
    if (!hasRoomOf(limits, wanted)) return make(wanted)
    const cell = await pool.take()
    if (takesOtherwise(limits, wanted)) await cell.resize(wanted)
    return cell
  }

  return {
    async run(given) {
      const signal = AbortSignal.any([given.signal, stopping.signal])
      const job = { ...given, signal }
      const asked = performance.now()
      const work = queue.run(job.owner, signal, async () => {
        const wanted = limitsOf(job, limits)
        const cell = await placeFor(wanted)
        const waitedMs = Math.round(performance.now() - asked)
        return { ...(await cell.run(job, wanted)), waitedMs }
      })
      running.add(work)
      const outcome = await work.then(
        (run) => run.outcome,
        () => 'refused',
      )
      running.delete(work)
      metrics.count('bellhop_sandbox_runs_total', { outcome })
      return work
    },
    status: async () => ({ kind: driver.kind, detail: driver.detail }),
    async stop() {
      clearInterval(sweeper)
      stopping.abort(new BellhopError('unavailable', 'Bellhop is stopping here.', { cause: 'closing' }))
      await Promise.allSettled(running)
      await pool.stop()
    },
  }
}
