// Background work by id. The row in the store is the job; the queue only carries its id and wakes a worker.

/** Cancelled by somebody, taken over by another worker, or given back because this process stops. */
export type StopReason = 'cancelled' | 'lost' | 'closing'

export type JobRun = {
  id: string
  attempt: number
  /** Aborted with a BellhopError whose `cause` is a StopReason. */
  signal: AbortSignal
  progress(value: number): Promise<void>
}

export type EnqueueOptions = {
  delayMs?: number
  /** Tries in all, with growing pauses from `backoffMs`. */
  attempts?: number
  backoffMs?: number
}

/** `close` waits for active jobs up to a limit, then stops them and gives them back. */
export type Worker = { close(): Promise<void> }

export type JobQueue = {
  /** The same id twice is one job, while it is remembered: some minutes after it is done. One that failed starts afresh. */
  enqueue(queue: string, id: string, options?: EnqueueOptions): Promise<void>
  work(queue: string, concurrency: number, run: (job: JobRun) => Promise<void>): Promise<Worker>
  /**
   * Runs `queue` with an id of its own at each tick of the cron pattern in that time zone. The same name again replaces it;
   * made again unchanged, as at every start, it keeps a run that is due.
   */
  schedule(queue: string, name: string, cron: string, timeZone: string): Promise<void>
  unschedule(queue: string, name: string): Promise<void>
  /** True when it had not started, or was told to stop. */
  cancel(queue: string, id: string): Promise<boolean>
  state(queue: string, id: string): Promise<'waiting' | 'delayed' | 'active' | 'done' | 'failed' | 'unknown'>
  progressOf(queue: string, id: string): Promise<number>
  /** Throws when the queue cannot be reached. */
  ping(): Promise<void>
  close(): Promise<void>
}
