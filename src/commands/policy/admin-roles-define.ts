// Says what a role holds.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { permissionOf } from '../../domain/permission.ts'
import type { DefinedRole } from '../../domain/policy.ts'
import { say } from '../../domain/reply.ts'
import { defineRole } from '../../gate/policy/edit-roles.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is lower-case letters, digits and -')
    .describe('what the role is called; admin, member or viewer changes what these hold'),
  permissions: z
    .string()
    .optional()
    .describe('such as `jira:write sandbox:*`; * is everything but what only owners do'),
  inherits: z.array(z.string()).optional().describe('a role whose permissions it has too (enterprise)'),
})

export function adminRolesDefine({ policies, tools }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'define',
    under: 'admin roles',
    summary: 'Says which permissions a role holds',
    examples: [
      'admin roles define analyst sandbox:run chart:*',
      'admin roles define lead --inherits analyst admin:users',
    ],
    permission: 'owner',
    effect: 'destructive',
    args: { positional: ['name'], rest: 'permissions', hasFlagsAnywhere: true, schema },
    summarize: (input) => {
      const { name, permissions, inherits } = roleFrom(input)
      const above = inherits.length > 0 ? ` on top of ${inherits.join(', ')}` : ''
      return `let the role ${name} hold ${permissions.join(' ') || 'nothing of its own'}${above}`
    },
    async run({ input, caller, change }) {
      const role = roleFrom(input)
      const known = tools().map(permissionOf)
      change(await policies.change(orgOf(caller), (policy) => defineRole(policy, role, known)))
      return say(`The role ${role.name} holds that from the next message on. See it with \`/admin roles\`.`)
    },
  })
}

function roleFrom(input: unknown): DefinedRole {
  const { name, permissions = '', inherits = [] } = schema.parse(input)
  return { name, permissions: [...new Set(permissions.split(/[\s,]+/).filter(Boolean))], inherits }
}
