// A sliding minute for each person, over everything and for each tool that sets a limit of its own.
import { whisper } from '../domain/reply.ts'
import type { Clock } from '../ports/clock.ts'
import { type Check, passes } from './check.ts'

const minute = 60_000

export function createRateLimit(clock: Clock, perMinute = 60): Check {
  const calls = new Map<string, number[]>()

  function isWithin(key: string, limit: number, now: number): boolean {
    const recent = (calls.get(key) ?? []).filter((at) => at > now - minute)
    const within = recent.length < limit
    if (within) recent.push(now)
    calls.set(key, recent)
    return within
  }

  function forgetIdle(now: number): void {
    if (calls.size < 10_000) return
    for (const [key, times] of calls) if ((times.at(-1) ?? 0) <= now - minute) calls.delete(key)
  }

  return async ({ tool, caller }) => {
    const now = clock.now()
    forgetIdle(now)
    const who = caller.person ?? caller.account
    const ownLimit = tool.limit?.perMinute
    const isFine =
      isWithin(who, perMinute, now) && (ownLimit === undefined || isWithin(`${who} ${tool.name}`, ownLimit, now))
    if (isFine) return passes
    const limit = Math.min(ownLimit ?? perMinute, perMinute)
    return {
      passes: false,
      reason: `more than ${limit} a minute`,
      reply: whisper(`That was more than ${limit} requests in a minute. Wait a moment, then ask again.`),
    }
  }
}
