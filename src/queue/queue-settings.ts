// The times a queue lives by. The defaults are for production; tests shorten them.
export type QueueSettings = {
  /** How long a worker may be silent about a job before others may think it dead. */
  lockMs: number
  /** How often workers look for jobs of dead ones: taken over at the latest `lockMs + 2 * stalledMs` after the death. */
  stalledMs: number
  /** How soon a cancel reaches a worker in another process. */
  cancelMs: number
  /** How long `close` waits for active jobs, before it stops them and gives them back. */
  closeMs: number
  /** How long a stopped run may take to end by itself before its job is given back without it. */
  graceMs: number
  /** How long a caller waits for the queue before it is told that it cannot be reached. */
  answerMs: number
  /** The pause after an error of the backend, and how often an idle worker looks without being woken. */
  retryMs: number
  idleMs: number
  /** How long a job is remembered after its end, in seconds: until then its id cannot run again. */
  keepDoneSeconds: number
  keepFailedSeconds: number
  /** First part of every Redis key. */
  prefix: string
  onError: (error: unknown, queue: string) => void
}

export const defaultSettings: QueueSettings = {
  lockMs: 5000,
  stalledMs: 2000,
  cancelMs: 500,
  closeMs: 7000,
  graceMs: 1000,
  answerMs: 5000,
  retryMs: 1000,
  idleMs: 5000,
  keepDoneSeconds: 600,
  keepFailedSeconds: 3600,
  prefix: 'bellhop',
  onError: () => undefined,
}
