// Which calls ask for a code of the second factor, and of whom.
import { type Caller, isAtLeast } from '../domain/person.ts'
import type { AnyTool } from '../domain/tool.ts'

/** `have`: it asks for no code, but whoever must have a second factor must have it by now. */
export type StepUpNeed = 'always' | 'enrolled' | 'have'

/** Undefined when the second factor does not matter to it. */
export function stepUpNeed(tool: AnyTool): StepUpNeed | undefined {
  if (tool.stepUp !== undefined) return tool.stepUp === true ? 'always' : tool.stepUp || undefined
  if (!isAtLeast(tool.permission, 'admin')) return undefined
  return tool.effect === 'read' ? 'have' : 'enrolled'
}

export type Has = { isOn: boolean; isFresh: boolean; isRequired: boolean }

export type StepUpRuling = 'passes' | 'enrol' | 'code'

/** What stands between the caller and a tool of that need. */
export function ruleStepUp(need: StepUpNeed, caller: Caller, has: Has): StepUpRuling {
  if (!has.isOn) return need === 'always' || (has.isRequired && isAtLeast(caller.role, 'admin')) ? 'enrol' : 'passes'
  return need === 'have' || has.isFresh ? 'passes' : 'code'
}
