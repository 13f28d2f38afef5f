// Identifiers. What names an event carries the moment of the start, so that a restart never repeats one;
// what names a person or a group comes from its name, so that a restart finds them again.
import { createHash, randomBytes } from 'node:crypto'

export type Ids = {
  /** The next number of a series. */
  next(series: string): number
}

const epoch = Date.UTC(2026, 0, 1)
const perSecond = 20
const largest = 2_000_000_000

export function createIds(now: number): Ids {
  const start = 1 + (Math.max(0, Math.floor(((now - epoch) / 1000) * perSecond)) % largest)
  const series = new Map<string, number>()
  return {
    next(name) {
      const id = series.get(name) ?? start
      series.set(name, id + 1)
      return id
    },
  }
}

/** A nine-digit number that the same name always gets, unless it is taken. */
export function stableId(name: string, isTaken: (id: number) => boolean): number {
  const first = 100_000_000 + (createHash('sha256').update(name).digest().readUInt32BE(0) % 900_000_000)
  for (let id = first; ; id += 1) if (!isTaken(id)) return id
}

/** Shaped like Telegram's tokens, new at each start. */
export function newToken(botId: number): string {
  return `${botId}:AA${randomBytes(25).toString('base64url').slice(0, 33)}`
}

export function newSecret(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
