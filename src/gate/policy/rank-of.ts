// How high somebody stands: by their own role, by what they were given besides for now, and by what those inherit.
import { type Caller, isAtLeast, type Role } from '../../domain/person.ts'
import type { Policy } from '../../domain/policy.ts'
import { liveGrants, rolesWithin, usualRoles } from './holds-right.ts'

/** Never less than their own role, and never an owner by a gift: what owners do is not given away. */
export function rankOf(policy: Policy, { role, grants = [] }: Pick<Caller, 'role' | 'grants'>, now: number): Role {
  if (role === 'stranger' || role === 'owner' || policy.model === 'simple') return role
  const given = [role, ...liveGrants({ grants }, now).map((grant) => grant.role)]
  const held =
    policy.model === 'enterprise' ? new Set(given.flatMap((one) => [...rolesWithin(policy, one)])) : new Set(given)
  return usualRoles.find((usual) => held.has(usual) && isAtLeast(usual, role)) ?? role
}
