// Ids and timestamps that look like Slack's and never repeat, not even over two starts.
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../ports/clock.ts'

export type Ids = {
  /** Stands in every id of this start. */
  epoch: string
  next(prefix: string): string
  /** A message timestamp, later than every one before it. */
  ts(): string
}

export function createIds(clock: Clock): Ids {
  const epoch = `${clock.now().toString(36)}${randomBytes(2).toString('hex')}`.toUpperCase()
  let count = 0
  let lastMicros = 0

  return {
    epoch,
    next(prefix) {
      count += 1
      return `${prefix}${epoch}${count.toString(36).toUpperCase().padStart(3, '0')}`
    },
    ts() {
      lastMicros = Math.max(lastMicros + 1, clock.now() * 1000)
      const seconds = Math.floor(lastMicros / 1_000_000)
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`
    },
  }
}

export function secret(bytes = 16): string {
  return randomBytes(bytes).toString('hex')
}
