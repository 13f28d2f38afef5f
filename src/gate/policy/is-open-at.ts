// Channel rules: what may run where. A denial wins over everything; what is only for some places runs nowhere else.
import { covers, permissionOf, wordsOf } from '../../domain/permission.ts'
import { isAt, type Place } from '../../domain/place.ts'
import type { Policy } from '../../domain/policy.ts'
import type { AnyTool } from '../../domain/tool.ts'

export function isOpenAt(policy: Policy, tool: AnyTool, place: Place | null): boolean {
  const about = policy.rules.filter(({ what }) => isAbout(what, tool))
  if (about.some(({ effect, where }) => effect === 'deny' && isAt(where, place))) return false
  const only = about.filter(({ effect }) => effect === 'only')
  return only.length === 0 || only.some(({ where }) => isAt(where, place))
}

/** `what` is a pattern of permissions, a tool's name, or a command with everything under it. */
export function isAbout(what: string, tool: AnyTool): boolean {
  if (what === '*' || what.includes(':')) return covers(what, permissionOf(tool))
  const words = wordsOf(tool)
  return words === undefined ? tool.name === what : words === what || words.startsWith(`${what} `)
}
