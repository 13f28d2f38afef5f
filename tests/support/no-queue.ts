// A queue that takes everything and does nothing; others begin with it and say what they do instead.
import type { JobQueue } from '../../src/ports/job-queue.ts'

export const noQueue: JobQueue = {
  enqueue: async () => undefined,
  work: async () => ({ close: async () => undefined }),
  schedule: async () => undefined,
  unschedule: async () => undefined,
  cancel: async () => false,
  state: async () => 'unknown',
  progressOf: async () => 0,
  ping: async () => undefined,
  close: async () => undefined,
}
