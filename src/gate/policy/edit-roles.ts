// Changes of what roles there are and what they hold.
import { BellhopError } from '../../domain/errors.ts'
import { nearestName } from '../../domain/nearest-name.ts'
import { covers, isPattern } from '../../domain/permission.ts'
import type { DefinedRole, Policy, RoleModel } from '../../domain/policy.ts'
import { rolesWithin, usualRoles } from './holds-right.ts'

export function setModel(policy: Policy, model: RoleModel): Policy {
  return { ...policy, model }
}

/** A role of the same name is replaced. `known` are the names of all permissions: what nobody knows would open nothing. */
export function defineRole(policy: Policy, role: DefinedRole, known: readonly string[]): Policy {
  const { name, permissions, inherits } = role
  if (name === 'owner' || name === 'stranger')
    throw new BellhopError('invalid', `What ${name === 'owner' ? 'owners' : 'strangers'} may do is fixed.`)
  for (const permission of permissions) refuseUnknown(permission, known)
  const names = [...policy.roles.map((one) => one.name), ...usualRoles]
  const missing = inherits.find((one) => !names.includes(one))
  if (missing) throw new BellhopError('not_found', `There is no role ${missing} to inherit from.`)
  const changed = { ...policy, roles: [...policy.roles.filter((one) => one.name !== name), role] }
  if (inherits.some((one) => rolesWithin(changed, one).has(name)))
    throw new BellhopError('invalid', `${name} would inherit from itself.`)
  return changed
}

export function forgetRole(policy: Policy, name: string): Policy {
  if (!policy.roles.some((one) => one.name === name))
    throw new BellhopError('not_found', `There is no role ${name} that you defined.`)
  const heir = policy.roles.find(({ inherits }) => inherits.includes(name))
  if (heir)
    throw new BellhopError('conflict', `The role ${heir.name} inherits from it.`, {
      nextStep: 'Change that one first.',
    })
  return { ...policy, roles: policy.roles.filter((one) => one.name !== name) }
}

function refuseUnknown(permission: string, known: readonly string[]): void {
  if (!isPattern(permission))
    throw new BellhopError(
      'invalid',
      `A permission reads like \`jira:write\`, \`jira:*\` or \`*\`; “${permission.slice(0, 60)}” does not.`,
    )
  if (known.some((one) => one.includes(':') && covers(permission, one))) return
  const meant = nearestName(permission, known)
  throw new BellhopError('not_found', `Nothing here has the permission ${permission}.`, {
    nextStep: `${meant ? `Did you mean \`${meant}\`? ` : ''}See them all with \`/admin roles --permissions\`.`,
  })
}
