// What somebody's roles hold. Nothing is held that no role says: an unknown role, an unknown permission and a grant that ran out hold nothing.
import { covers, permissionOf } from '../../domain/permission.ts'
import { type Caller, isAtLeast, type Role } from '../../domain/person.ts'
import type { Grant, Policy } from '../../domain/policy.ts'
import type { AnyTool } from '../../domain/tool.ts'

type Holder = Pick<Caller, 'role' | 'grants'>

export function holdsRight(policy: Policy, caller: Holder, tool: AnyTool, now: number): boolean {
  // What is open to strangers is open to everybody.
  if (tool.permission === 'stranger') return true
  if (caller.role === 'stranger') return false
  if (policy.model === 'simple') return isAtLeast(caller.role, tool.permission)
  if (caller.role === 'owner') return true
  // No permission opens what only owners do: they decide about permissions.
  if (tool.permission === 'owner') return false
  const held = [caller.role, ...liveGrants(caller, now).map((grant) => grant.role)]
  return held.some((role) => roleHolds(policy, role, tool, new Set()))
}

export function liveGrants({ grants = [] }: Pick<Caller, 'grants'>, now: number): Grant[] {
  return grants.filter(({ until }) => until === null || until > now)
}

function roleHolds(policy: Policy, role: string, tool: AnyTool, seen: Set<string>): boolean {
  if (seen.has(role)) return false
  seen.add(role)
  const defined = policy.roles.find(({ name }) => name === role)
  if (!defined) return isUsual(role) && isAtLeast(role, tool.permission)
  const right = permissionOf(tool)
  if (defined.permissions.some((pattern) => covers(pattern, right))) return true
  return policy.model === 'enterprise' && defined.inherits.some((other) => roleHolds(policy, other, tool, seen))
}

/** Roles that everybody has one of. What they hold is what each tool says, until an org defines them otherwise. */
export const usualRoles = ['admin', 'member', 'viewer'] as const

function isUsual(role: string): role is Exclude<Role, 'owner' | 'stranger'> {
  return (usualRoles as readonly string[]).includes(role)
}

/** The role itself and everything it inherits. */
export function rolesWithin(policy: Policy, role: string, seen = new Set<string>()): Set<string> {
  if (seen.has(role)) return seen
  seen.add(role)
  for (const other of policy.roles.find(({ name }) => name === role)?.inherits ?? []) rolesWithin(policy, other, seen)
  return seen
}
