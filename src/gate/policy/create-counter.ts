// Counts calls within a sliding stretch of time. The store has the truth; while a limit is far away a process asks it only now and then,
// and reports afterwards what it let through, so most calls cost no statement. With `n` processes at most `n` eighths of what was
// left can be let through unreported, and nothing of it once less than eight are left.
import type { CallLimit } from '../../domain/policy.ts'
import type { Clock } from '../../ports/clock.ts'
import { countCalls, partsOfWindow } from '../../store/gate/call-windows.ts'
import type { Sql } from '../../store/sql.ts'
import { createRecentRequests, type RecentRequests } from './recent-requests.ts'

type Counted = { fits: false } | { fits: true; left: number; isNear: boolean }

export type Counter = { count(key: string, limit: CallLimit, request: string): Promise<Counted> }

type Known = {
  requests: RecentRequests
  /** When those came that the store does not know of, in order. */
  unreported: number[]
  perMs: number
  left?: { count: number; at: number }
  warnedAt?: number
}

const farShare = 8
const mostKeys = 10_000

export function createCounter(sql: Sql, clock: Clock): Counter {
  const known = new Map<string, Known>()

  function forgetIdle(now: number): void {
    if (known.size < mostKeys) return
    for (const [key, { requests, perMs }] of known) if (requests.isOver(now - perMs)) known.delete(key)
  }

  return {
    async count(key, limit, request) {
      const now = clock.now()
      forgetIdle(now)
      const mine = known.get(key) ?? { requests: createRecentRequests(limit.perMs), unreported: [], perMs: limit.perMs }
      known.set(key, mine)
      dropUntil(mine.unreported, now - limit.perMs)
      // Another try of one request is no request more.
      if (!mine.requests.add(request, now)) return { fits: true, left: limit.count, isNear: false }
      mine.unreported.push(now)
      const left = leftBefore(mine, limit, now)
      const wanted = mine.unreported.length
      if (wanted <= Math.floor(left / farShare)) return near(mine, limit, left - wanted, now)
      // Taken out first: what comes while the store is asked must not report them again.
      const reported = mine.unreported.splice(0)
      const part = now / (limit.perMs / partsOfWindow)
      const { taken, used } = await countCalls(sql, { key, part, wanted, limit: limit.count }).catch((error) => {
        reported.splice(reported.indexOf(now), 1)
        mine.unreported.unshift(...reported)
        mine.requests.takeOut(request)
        throw error
      })
      mine.left = { count: limit.count - used, at: now }
      if (taken === wanted) return near(mine, limit, limit.count - used, now)
      mine.requests.takeOut(request)
      return { fits: false }
    },
  }
}

function dropUntil(times: number[], before: number): void {
  const kept = times.findIndex((at) => at > before)
  if (kept !== 0) times.splice(0, kept < 0 ? times.length : kept)
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
