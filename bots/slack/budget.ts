// So many calls a minute of one method in each workspace, with a small burst; what Slack refuses rests for all.
import type { Clock } from '../../src/ports/clock.ts'

export type Budget = {
  /** 0 takes a call, else how long until there is one. */
  take(team: string): number
  /** Slack said not before then. */
  hold(team: string, ms: number): void
}

const burst = 10

export function createBudget(clock: Clock, perMinute: number): Budget {
  const each = 60_000 / perMinute
  /** When all of the burst would be there again. */
  const full = new Map<string, number>()

  return {
    take(team) {
      const now = clock.now()
      const at = Math.max(full.get(team) ?? 0, now)
      const wait = at - now - (burst - 1) * each
      if (wait > 0) return Math.ceil(wait)
      full.set(team, at + each)
      return 0
    },
    hold: (team, ms) => void full.set(team, Math.max(full.get(team) ?? 0, clock.now() + ms + (burst - 1) * each)),
  }
}
