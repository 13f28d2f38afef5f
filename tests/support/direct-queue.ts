// A queue without a broker: what is enqueued runs at once, in this process. The row decides anyway.
import type { JobQueue, JobRun } from '../../src/ports/job-queue.ts'
import { noQueue } from './no-queue.ts'

export function createDirectQueue(): JobQueue {
  let handle: ((run: JobRun) => Promise<void>) | undefined
  const running = new Set<Promise<void>>()
  const closing = new AbortController()
  return {
    ...noQueue,
    async enqueue(_queue, id) {
      const run = handle?.({ id, signal: closing.signal } as JobRun).catch(() => undefined)
      if (!run) return
      running.add(run)
      void run.finally(() => running.delete(run))
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
