// Counts calls within a sliding stretch of time. The store has the truth; while a limit is far away a process asks it only now and then,
// and reports afterwards what it let through, so most calls cost no statement. With `n` processes at most `n` eighths of what was
// left can be let through unreported, and nothing of it once less than eight are left.
import type { CallLimit } from '../../domain/policy.ts'
import type { Clock } from '../../ports/clock.ts'
import { countCalls, partsOfWindow } from '../../store/gate/call-windows.ts'
import type { Sql } from '../../store/sql.ts'

type Counted = { fits: false } | { fits: true; left: number; isNear: boolean }

export type Counter = { count(key: string, limit: CallLimit, request: string): Promise<Counted> }

type Call = { at: number; request: string }
type Known = {
  /** In the order they came, as are those of them that the store does not know of. */
  calls: Call[]
  unreported: Call[]
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
    for (const [key, { calls, perMs }] of known) if ((calls.at(-1)?.at ?? 0) <= now - perMs) known.delete(key)
  }

  return {
    async count(key, limit, request) {
      const now = clock.now()
      forgetIdle(now)
      const mine = known.get(key) ?? { calls: [], unreported: [], perMs: limit.perMs }
      known.set(key, mine)
      for (const calls of [mine.calls, mine.unreported]) dropUntil(calls, now - limit.perMs)
      // Another try of one request is no request more.
      if (mine.calls.some((call) => call.request === request)) return { fits: true, left: limit.count, isNear: false }
      const call: Call = { at: now, request }
      mine.calls.push(call)
      mine.unreported.push(call)
      const left = leftBefore(mine, limit, now)
      const wanted = mine.unreported.length
      if (wanted <= Math.floor(left / farShare)) return near(mine, limit, left - wanted, now)
      // Taken out first: what comes while the store is asked must not report them again.
      const reported = mine.unreported.splice(0)
      const part = now / (limit.perMs / partsOfWindow)
      const { taken, used } = await countCalls(sql, { key, part, wanted, limit: limit.count }).catch((error) => {
        mine.unreported.unshift(...reported.filter((one) => one !== call))
        takeOut(mine.calls, call)
        throw error
      })
      mine.left = { count: limit.count - used, at: now }
      if (taken === wanted) return near(mine, limit, limit.count - used, now)
      takeOut(mine.calls, call)
      return { fits: false }
    },
  }
}

function dropUntil(calls: Call[], before: number): void {
  const kept = calls.findIndex(({ at }) => at > before)
  if (kept !== 0) calls.splice(0, kept < 0 ? calls.length : kept)
}

function takeOut(calls: Call[], call: Call): void {
  const at = calls.indexOf(call)
  if (at >= 0) calls.splice(at, 1)
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
