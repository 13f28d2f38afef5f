// A queue without a broker: what is enqueued runs at once, in this process. The row decides anyway.
import type { JobQueue, JobRun, StopReason } from '../../src/ports/job-queue.ts'
import { stopError } from '../../src/queue/stop-run.ts'
import { noQueue } from './no-queue.ts'

export type DirectQueue = JobQueue & {
  /** Tells whatever runs now to stop, as the queue does. */
  stopRuns(reason: StopReason): void
}

export function createDirectQueue(): DirectQueue {
  let handle: ((run: JobRun) => Promise<void>) | undefined
  const running = new Set<Promise<void>>()
  let stopping = new AbortController()
  return {
    ...noQueue,
    async enqueue(_queue, id) {
      const run = handle?.({ id, signal: stopping.signal } as JobRun).catch(() => undefined)
      if (!run) return
      running.add(run)
      void run.finally(() => running.delete(run))
    },
    stopRuns(reason) {
      stopping.abort(stopError(reason))
      stopping = new AbortController()
    },
    async work(_queue, _concurrency, work) {
      handle = work
      return {
        async close() {
          handle = undefined
          await Promise.all(running)
        },
      }
    },
  }
}
