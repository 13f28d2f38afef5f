// A sliding minute for each person, over everything and for each tool that sets a limit of its own.
import { whisper } from '../domain/reply.ts'
import type { Clock } from '../ports/clock.ts'
import { type Check, passes } from './check.ts'

const minute = 60_000

type Call = { at: number; request: string }

export function createRateLimit(clock: Clock, perMinute = 60): Check {
  const calls = new Map<string, Call[]>()

  function isWithin(who: string, limit: number, request: string, now: number): boolean {
    const recent = (calls.get(who) ?? []).filter(({ at }) => at > now - minute)
    calls.set(who, recent)
    // Another try of one request is no request more.
    if (recent.some((call) => call.request === request)) return true
    if (recent.length >= limit) return false
    recent.push({ at: now, request })
    return true
  }

  function forgetIdle(now: number): void {
    if (calls.size < 10_000) return
    for (const [key, times] of calls) if ((times.at(-1)?.at ?? 0) <= now - minute) calls.delete(key)
  }

  return async ({ tool, caller, key, approval }) => {
    // It was counted when it was asked.
    if (approval) return passes
    const now = clock.now()
    forgetIdle(now)
    const who = caller.person ?? caller.account
    const ownLimit = tool.limit?.perMinute
    const isFine =
      isWithin(who, perMinute, key, now) &&
      (ownLimit === undefined || isWithin(`${who} ${tool.name}`, ownLimit, key, now))
    if (isFine) return passes
    const limit = Math.min(ownLimit ?? perMinute, perMinute)
    return {
      passes: false,
      reason: `more than ${limit} a minute`,
      reply: whisper(`That was more than ${limit} requests in a minute. Wait a moment, then ask again.`),
    }
  }
}
