// Why a run is told to stop, and the mark that a cancel leaves on a job for whichever process runs it.
import type { Job } from 'bullmq'
import { BellhopError } from '../domain/errors.ts'
import type { StopReason } from '../ports/job-queue.ts'

export type JobData = { cancelled?: string }

export function stopError(reason: StopReason): BellhopError {
  switch (reason) {
    case 'cancelled':
      return new BellhopError('conflict', 'The job was cancelled.', { cause: reason })
    case 'lost':
      return new BellhopError('conflict', 'The job is in other hands now.', { cause: reason })
    case 'closing':
      return new BellhopError('unavailable', 'Bellhop is stopping here; the job goes on elsewhere.', { cause: reason })
  }
}

/** The mark names the job, because a schedule hands the data of one run on to the next. */
export function cancelMark(bullId: string): JobData {
  return { cancelled: bullId }
}

export function isCancelled(job: Job<JobData>): boolean {
  return job.data.cancelled === job.id
}
