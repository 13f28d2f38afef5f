// One worker: takes jobs, tells their runs to stop, and gives back what it could not finish in time.
import { Job } from 'bullmq'
import type { JobRun, StopReason, Worker } from '../ports/job-queue.ts'
import { answerWithin } from './answer-within.ts'
import type { Backend, QueueConnection } from './backend.ts'
import type { QueueSettings } from './queue-settings.ts'
import { type ActiveRun, runJob } from './run-job.ts'
import { isCancelled, type JobData } from './stop-run.ts'

export type Workplace = { backend: Backend; connection: QueueConnection; settings: QueueSettings }

export type WorkOrder = { queue: string; concurrency: number; run: (job: JobRun) => Promise<void> }

export type StartedWorker = Worker & { cancel(bullId: string): void }

export async function startWorker(place: Workplace, order: WorkOrder): Promise<StartedWorker> {
  const { settings } = place
  const report = (error: unknown) => settings.onError(error, order.queue)
  const runs = new Map<string, ActiveRun>()
  const stop = (bullId: string, reason: StopReason) => runs.get(bullId)?.stop(reason)
  const worker = openWorker(place, order, (job, token) => runJob({ runs, run: order.run, report }, job, token))
  worker.on('error', report)
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) stop(id, 'lost')
  })
  await answerWithin(settings.answerMs, () => worker.waitUntilReady()).catch((error) => {
    void worker.close(true).catch(() => undefined)
    throw error
  })
  worker.run().catch(report)
  const stopIfCancelled = async (id: string) => {
    const job = await Job.fromId<JobData>(worker, id)
    if (job && isCancelled(job)) stop(id, 'cancelled')
  }
  const look = () => Promise.all([...runs.keys()].map(stopIfCancelled)).catch(report)
  const unwatch = every(settings.cancelMs, look)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= closeWorker(worker, runs, settings).finally(unwatch)
    return closing
  }
  return { cancel: (bullId) => stop(bullId, 'cancelled'), close }
}

function openWorker(
  { backend, connection, settings }: Workplace,
  order: WorkOrder,
  run: (job: Job<JobData>, token?: string) => Promise<void>,
) {
  return new backend.Worker<JobData, void>(order.queue, run, {
    connection,
    prefix: settings.prefix,
    autorun: false,
    concurrency: order.concurrency,
    lockDuration: settings.lockMs,
    stalledInterval: settings.stalledMs,
    // The row counts the tries of a job that kills its workers; here it only must not be lost to a few bad deploys.
    maxStalledCount: 5,
    drainDelay: settings.idleMs / 1000,
    runRetryDelay: settings.retryMs,
  })
}

async function closeWorker(
  worker: ReturnType<typeof openWorker>,
  runs: Map<string, ActiveRun>,
  { closeMs, graceMs, answerMs }: QueueSettings,
): Promise<void> {
  const forEachRun = (act: (run: ActiveRun) => void) => () => [...runs.values()].forEach(act)
  const timers = [
    setTimeout(
      forEachRun((run) => run.stop('closing')),
      closeMs,
    ),
    setTimeout(
      forEachRun((run) => run.abandon()),
      closeMs + graceMs,
    ),
  ]
  try {
    await answerWithin(closeMs + graceMs + answerMs, () => worker.close())
  } catch {
    // The backend is away: our locks run out by themselves, and others take the jobs over.
    void worker.disconnect().catch(() => undefined)
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}

/** Again and again, but never twice at once. */
function every(ms: number, work: () => Promise<unknown>): () => void {
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    await work()
    busy = false
  }, ms)
  timer.unref()
  return () => clearInterval(timer)
}
