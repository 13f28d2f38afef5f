// Counts calls within a sliding stretch of time. The store has the truth; while a limit is far away a process asks it only now and then,
// and reports afterwards what it let through, so most calls cost no statement. With `n` processes at most `n` eighths of what was
// left can be let through unreported, and nothing of it once less than eight are left.
import type { CallLimit } from '../../domain/policy.ts'
import type { Clock } from '../../ports/clock.ts'
import { countCalls, partsOfWindow } from '../../store/gate/call-windows.ts'
import type { Sql } from '../../store/sql.ts'

type Counted = { fits: false } | { fits: true; left: number; isNear: boolean }

export type Counter = { count(key: string, limit: CallLimit, request: string): Promise<Counted> }

type Call = { at: number; request: string; isReported: boolean }
type Known = { calls: Call[]; perMs: number; left?: { count: number; at: number }; warnedAt?: number }

const farShare = 8
const mostKeys = 10_000

export function createCounter(sql: Sql, clock: Clock): Counter {
  const known = new Map<string, Known>()

  function forgetIdle(now: number): void {
    if (known.size < mostKeys) return
    for (const [key, { calls, perMs }] of known) if ((calls.at(-1)?.at ?? 0) <= now - perMs) known.delete(key)
  }

  return {
    async count(key, limit, request) {
      const now = clock.now()
      forgetIdle(now)
      const mine: Known = known.get(key) ?? { calls: [], perMs: limit.perMs }
      known.set(key, mine)
      mine.calls = mine.calls.filter(({ at }) => at > now - limit.perMs)
      // Another try of one request is no request more.
      if (mine.calls.some((call) => call.request === request)) return { fits: true, left: limit.count, isNear: false }
      const call: Call = { at: now, request, isReported: false }
      mine.calls.push(call)
      const unreported = mine.calls.filter((one) => !one.isReported)
      const left = leftBefore(mine, limit, now)
      if (unreported.length <= Math.floor(left / farShare)) return near(mine, limit, left - unreported.length, now)
      // Marked first: what comes while the store is asked must not report them again.
      for (const one of unreported) one.isReported = true
      const part = now / (limit.perMs / partsOfWindow)
      const { taken, used } = await countCalls(sql, { key, part, wanted: unreported.length, limit: limit.count }).catch(
        (error) => {
          for (const one of unreported) one.isReported = false
          mine.calls = mine.calls.filter((one) => one !== call)
          throw error
        },
      )
      mine.left = { count: limit.count - used, at: now }
      if (taken === unreported.length) return near(mine, limit, limit.count - used, now)
      mine.calls = mine.calls.filter((one) => one !== call)
      return { fits: false }
    },
  }
}

/** As the store said within this stretch of time, or else as if nobody had asked before. */
function leftBefore({ left }: Known, limit: CallLimit, now: number): number {
  return left && left.at > now - limit.perMs ? left.count : limit.count
}

/** Said once in each stretch of time, with a fifth left. */
function near(known: Known, limit: CallLimit, left: number, now: number): Counted {
  const isNear = limit.count >= 3 && left <= Math.floor(limit.count / 5) && (known.warnedAt ?? 0) <= now - limit.perMs
  if (isNear) known.warnedAt = now
  return { fits: true, left, isNear }
}
