// The job queue: ids in, wake-ups out, on whatever keeps them.
import type { EnqueueOptions, JobQueue } from '../ports/job-queue.ts'
import { answerWithin } from './answer-within.ts'
import { openBackend, type QueueConnection } from './backend.ts'
import { type BullQueue, createBullQueues } from './bull-queues.ts'
import { checkSchedule } from './check-schedule.ts'
import { scheduledRunId, toBullId, toScheduleId } from './job-ids.ts'
import { defaultSettings, type QueueSettings } from './queue-settings.ts'
import { reportOnce } from './report-once.ts'
import { type StartedWorker, startWorker } from './start-worker.ts'
import { cancelMark } from './stop-run.ts'

/** The pool stays the caller's: close the queue first, then end it. */
export function createJobQueue(connection: QueueConnection, given: Partial<QueueSettings> = {}): JobQueue {
  const settings = { ...defaultSettings, ...given, onError: reportOnce(given.onError ?? defaultSettings.onError) }
  const backend = openBackend(connection, settings)
  const { on, close } = createBullQueues(backend, connection, settings)
  const workers = new Map<StartedWorker, string>()
  let starting = 0
  return {
    enqueue: (queue, id, options) => on(queue, (bull) => enqueue(bull, toBullId(id), options)),
    async work(queue, concurrency, run) {
      backend.admitWorker(workers.size + starting + 1)
      starting++
      const started = startWorker({ backend, connection, settings }, { queue, concurrency, run })
      const worker = await started.finally(() => starting--)
      workers.set(worker, queue)
      return { close: () => worker.close().finally(() => workers.delete(worker)) }
    },
    async schedule(queue, name, cron, timeZone) {
      checkSchedule(cron, timeZone)
      await on(queue, (bull) => schedule(bull, name, cron, timeZone))
    },
    unschedule: (queue, name) => on(queue, async (bull) => void (await bull.removeJobScheduler(toScheduleId(name)))),
    async cancel(queue, id) {
      const cancelled = await on(queue, (bull) => cancel(bull, toBullId(id)))
      if (cancelled) for (const [worker, of] of workers) if (of === queue) worker.cancel(toBullId(id))
      return cancelled
    },
    state: (queue, id) => on(queue, (bull) => stateOf(bull, toBullId(id))),
    progressOf: (queue, id) => on(queue, (bull) => progressOf(bull, toBullId(id))),
    ping: () => answerWithin(settings.answerMs, async () => void (await backend.ping())),
    async close() {
      await Promise.all([...workers.keys()].map((worker) => worker.close()))
      workers.clear()
      await close()
      backend.close()
    },
  }
}

async function enqueue(queue: BullQueue, jobId: string, options: EnqueueOptions = {}): Promise<void> {
  const { delayMs = 0, attempts = 1, backoffMs = 1000 } = options
  if ((await queue.getJobState(jobId)) === 'failed') await queue.remove(jobId)
  await queue.add('run', {}, { jobId, delay: delayMs, attempts, backoff: { type: 'exponential', delay: backoffMs } })
}

/** Making the same schedule again at a start must not drop a run that fell due while nobody worked. */
async function schedule(queue: BullQueue, name: string, cron: string, timeZone: string): Promise<void> {
  const known = await queue.getJobScheduler(toScheduleId(name))
  if (known?.pattern === cron && known.tz === timeZone && known.next) {
    const next = await stateOf(queue, scheduledRunId(name, known.next))
    if (next === 'delayed' || next === 'waiting' || next === 'active') return
  }
  await queue.upsertJobScheduler(toScheduleId(name), { pattern: cron, tz: timeZone })
}

async function cancel(queue: BullQueue, jobId: string): Promise<boolean> {
  const job = await queue.getJob(jobId)
  const state = await stateOf(queue, jobId)
  if (!job || state === 'done' || state === 'failed' || state === 'unknown') return false
  // It stays when a worker was faster, or when the next run of a schedule hangs on it: then it is marked instead.
  const removed =
    state !== 'active' &&
    (await job.remove().then(
      () => true,
      () => false,
    ))
  return removed || job.updateData(cancelMark(jobId)).then(() => true, unlessGone)
}

/** BullMQ's code for a job that is not there any more. */
function unlessGone(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === -1) return false
  throw error
}

async function stateOf(queue: BullQueue, jobId: string): ReturnType<JobQueue['state']> {
  const state = await queue.getJobState(jobId)
  switch (state) {
    case 'active':
    case 'delayed':
    case 'failed':
    case 'unknown':
      return state
    case 'completed':
      return 'done'
    default:
      return 'waiting'
  }
}

async function progressOf(queue: BullQueue, jobId: string): Promise<number> {
  const job = await queue.getJob(jobId)
  return typeof job?.progress === 'number' ? job.progress : 0
}
