// Time, so that tests can move it.
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after so many milliseconds, or at once when the signal says stop. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}
