// Which calls ask for a code of the second factor, and of whom.
import { isAtLeast, type Role } from '../domain/person.ts'
import type { AnyTool, Effect } from '../domain/tool.ts'

/** `have`: it asks for no code, but whoever must have a second factor must have it by now. */
export type StepUpNeed = 'always' | 'enrolled' | 'have'

/** Undefined when the second factor does not matter to it. `effect` is what this call does. */
export function stepUpNeed(tool: AnyTool, effect: Effect = tool.effect): StepUpNeed | undefined {
  if (tool.stepUp === true) return 'always'
  if (tool.stepUp === 'enrolled') return effect === 'read' ? undefined : 'enrolled'
  if (tool.stepUp === false) return undefined
  if (!isAtLeast(tool.permission, 'admin')) return undefined
  return effect === 'read' ? 'have' : 'enrolled'
}

export type Has = { isOn: boolean; isFresh: boolean; isRequired: boolean }

export type StepUpRuling = 'passes' | 'enrol' | 'code'

/** What stands between the caller and this tool. Who may do what is for admins counts as one of them, whatever their role is called. */
export function ruleStepUp(tool: AnyTool, need: StepUpNeed, caller: { role: Role }, has: Has): StepUpRuling {
  if (has.isOn) return need === 'have' || has.isFresh ? 'passes' : 'code'
  const isAdmin = isAtLeast(tool.permission, 'admin') || isAtLeast(caller.role, 'admin')
  return need === 'always' || (has.isRequired && isAdmin) ? 'enrol' : 'passes'
}
