// One run of one job, from the moment a worker has it until the worker may forget it.
import { type Job, UnrecoverableError, WaitingError } from 'bullmq'
import type { JobRun, StopReason } from '../ports/job-queue.ts'
import { fromBullId } from './job-ids.ts'
import { isCancelled, type JobData, stopError } from './stop-run.ts'

export type ActiveRun = {
  stop(reason: StopReason): void
  /** Goes on without it: the job is given back although the run has not ended. */
  abandon(): void
}

export type RunJob = {
  runs: Map<string, ActiveRun>
  run: (job: JobRun) => Promise<void>
  report: (error: unknown) => void
}

export async function runJob({ runs, run, report }: RunJob, job: Job<JobData>, token = ''): Promise<void> {
  if (isCancelled(job)) throw new UnrecoverableError(stopError('cancelled').message)
  const bullId = job.id ?? ''
  const { signal, abandoned, active } = createActiveRun()
  runs.set(bullId, active)
  try {
    const running = run({
      id: fromBullId(bullId),
      attempt: job.attemptsMade + 1,
      signal,
      progress: (value) => job.updateProgress(value).catch(report),
    })
    await Promise.race([running, abandoned])
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason.cause : undefined
    if (reason === 'cancelled') throw new UnrecoverableError(stopError('cancelled').message)
    if (reason !== 'closing') throw error
    await job.moveToWait(token).catch(report)
    throw new WaitingError()
  } finally {
    runs.delete(bullId)
  }
}

function createActiveRun(): { signal: AbortSignal; abandoned: Promise<never>; active: ActiveRun } {
  const controller = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  const active: ActiveRun = {
    stop: (reason) => controller.abort(stopError(reason)),
    abandon: () => reject(stopError('closing')),
  }
  return { signal: controller.signal, abandoned: promise, active }
}
