// Limits: so many calls of one person within any stretch of time, over everything and by tool, the same for all processes.
import { lengthText } from '../../domain/length-text.ts'
import type { Caller } from '../../domain/person.ts'
import type { CallLimit, Policy } from '../../domain/policy.ts'
import { whisper } from '../../domain/reply.ts'
import type { AnyTool } from '../../domain/tool.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Sql } from '../../store/sql.ts'
import { type Check, passes, type Refused } from '../check.ts'
import { createCounter } from './create-counter.ts'
import type { Policies } from './create-policies.ts'
import { isAbout } from './is-open-at.ts'

const minute = 60_000

type Parts = { sql: Sql; clock: Clock; policies: Policies; perMinute?: number }

export function createLimitCheck({ sql, clock, policies, perMinute = usualPerMinute }: Parts): Check {
  const counter = createCounter(sql, clock)
  return async ({ tool, caller, key, approval, isCounted }) => {
    // It was counted when it was asked.
    if (approval || isCounted) return passes
    let warning: string | undefined
    for (const limit of limitsOn(await policies.of(caller), tool, perMinute)) {
      const counted = await counter.count(keyOf(caller, limit), limit, key)
      if (!counted.fits) return refuse(limit)
      if (counted.isNear) warning = warn(limit, counted.left)
    }
    return warning ? { passes: true, warning } : passes
  }
}

export const usualPerMinute = 60

/** What an org sets takes the place of what is usual, or of what the tool says. */
export function limitsOn(policy: Policy, tool: AnyTool, perMinute: number): CallLimit[] {
  const usual: CallLimit = { what: '*', count: perMinute, perMs: minute }
  if (policy.limits.length === 0 && !tool.limit) return [usual]
  const set = policy.limits.filter(({ what }) => what === '*' || isAbout(what, tool))
  const own = tool.limit && { what: tool.name, count: tool.limit.perMinute, perMs: minute }
  return [
    ...(set.some(({ what }) => what === '*') ? [] : [usual]),
    ...(own && !set.some(({ what }) => what !== '*' && !what.endsWith('*')) ? [own] : []),
    ...set,
  ]
}

function keyOf({ org, person, account }: Caller, { what, perMs }: CallLimit): string {
  return `${org ?? '-'} ${person ?? account} ${perMs} ${what}`
}

function refuse(limit: CallLimit): Refused {
  const { count } = limit
  return {
    passes: false,
    code: 'limited',
    reason: limit.perMs === minute ? `more than ${count} a minute` : `more than ${count} in ${lengthText(limit.perMs)}`,
    reply: whisper(`That was more than ${count} requests in ${within(limit)}. Wait a moment, then ask again.`),
  }
}

function warn(limit: CallLimit, left: number): string {
  const rest = left === 0 ? 'none is left' : `${left} ${left === 1 ? 'is' : 'are'} left`
  return `You may ask for that ${limit.count} times in ${within(limit)}, and ${rest} for now.`
}

function within({ perMs }: CallLimit): string {
  return perMs === minute ? 'a minute' : lengthText(perMs)
}
