// What every test of a job queue has at hand: a place, a queue of its own in it, and a memory of what ran.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import type { JobQueue, JobRun } from '../../src/ports/job-queue.ts'
import type { QueueSettings } from '../../src/queue/queue-settings.ts'
import type { QueuePlace } from './queue-backends.ts'
import { soon } from './soon.ts'

export type QueueTest = {
  place: QueuePlace
  jobs: JobQueue
  queue: string
  /** Another queue on the same place, with connections of its own. */
  open(settings?: Partial<QueueSettings>): JobQueue
  closeAll(): Promise<void>
  stateIs(id: string, state: Awaited<ReturnType<JobQueue['state']>>): Promise<void>
}

export function setUpQueueTest(openPlace: () => Promise<QueuePlace>): QueueTest {
  const opened: JobQueue[] = []
  const t: Partial<QueueTest> & Omit<QueueTest, 'place' | 'jobs' | 'queue'> = {
    open(settings) {
      const one = (t as QueueTest).place.open({ closeMs: 100, ...settings })
      opened.push(one)
      return one
    },
    async closeAll() {
      await Promise.all(opened.splice(0).map((one) => one.close()))
    },
    async stateIs(id, state) {
      const { jobs, queue } = t as QueueTest
      await soon(async () => expect(await jobs.state(queue, id)).toBe(state))
    },
  }
  beforeAll(async () => {
    t.place = await openPlace()
  })
  beforeEach(() => {
    t.queue = `q-${randomUUID()}`
    t.jobs = t.open()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await t.closeAll()
  })
  afterAll(() => t.place?.close())
  return t as QueueTest
}

/** Keeps what ran, in order. */
export function recorder(act: (job: JobRun, times: number) => Promise<void> | undefined = () => undefined) {
  const ids: string[] = []
  const signals: AbortSignal[] = []
  return {
    ids,
    signals,
    async run(job: JobRun): Promise<void> {
      ids.push(job.id)
      signals.push(job.signal)
      await act(job, ids.filter((id) => id === job.id).length)
    },
    /** Exactly these have run, each once. */
    async hasRun(...expected: string[]): Promise<void> {
      await soon(() => expect(ids.toSorted()).toEqual(expected.toSorted()))
    },
  }
}

export async function untilStopped({ signal }: JobRun): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
  signal.throwIfAborted()
}
