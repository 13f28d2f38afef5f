// Permission: what the caller's roles hold, and what may run where they ask. No rule, no permission.

import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import { placeOf } from '../domain/place.ts'
import { whisper } from '../domain/reply.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Clock } from '../ports/clock.ts'
import { type Check, passes } from './check.ts'
import type { Policies } from './policy/create-policies.ts'
import { decide } from './policy/decide.ts'
import { beyondScopes, isWithinScopes } from './scopes.ts'

export type Permission = {
  /** Asked by the gate of every call. */
  check: Check
  /** Those of the tools that the caller may use there: what help, completion, the home tab and the agent show. */
  open<T extends AnyTool>(caller: Caller, tools: readonly T[], incoming: Incoming | null): Promise<T[]>
}

export function createPermission(policies: Policies, clock: Clock): Permission {
  const askingOf = async (caller: Caller, incoming: Incoming | null) => {
    const policy = await policies.of(caller)
    return { policy, caller, place: placeOf(incoming), now: clock.now() }
  }
  return {
    async check({ tool, caller, incoming }) {
      if (!isWithinScopes(caller, tool)) return beyondScopes(tool)
      const decision = decide(await askingOf(caller, incoming), tool)
      if (decision.may) return passes
      return { passes: false, reason: decision.reason, reply: whisper(decision.sentence) }
    },
    async open(caller, tools, incoming) {
      const asking = await askingOf(caller, incoming)
      return tools.filter((tool) => isWithinScopes(caller, tool) && decide(asking, tool).may)
    },
  }
}
