// A right that one process holds at a time, such as sending with a bot's token.
export type HeldLease = {
  name: string
  /** Grows with each holder, so that what a former one still brings is told from what the present one does. */
  fence: string
}

export type LeaseKeeper = {
  /** The lease while it surely lasts for at least so many milliseconds more. */
  held(forMs: number): HeldLease | undefined
  start(): void
  stop(): Promise<void>
}
