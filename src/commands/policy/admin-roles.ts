// Which roles there are, what they hold, and who has which besides their own.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { permissionOf } from '../../domain/permission.ts'
import type { Policy } from '../../domain/policy.ts'
import { type Reply, type ReplyPart, whisper } from '../../domain/reply.ts'
import { timeText } from '../../gate/policy/create-roles.ts'
import type { GrantRow } from '../../store/gate/policy-rows.ts'
import { pageOf } from '../pages.ts'
import { orgOf, type PolicyOptions, tableOf } from './policy-options.ts'

const schema = z.object({
  permissions: z.boolean().default(false).describe('the names of all permissions instead'),
  page: z.number().int().min(1).default(1).describe('which page of who has what'),
})

export function adminRoles({ policies, roles, tools }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'roles',
    under: 'admin',
    summary: 'Shows the roles there are, what they hold and who has them',
    examples: ['admin roles', 'admin roles --permissions'],
    permission: 'admin',
    args: { schema },
    async run({ input, caller }) {
      const { permissions, page } = schema.parse(input)
      const org = orgOf(caller)
      if (permissions) return whisper(permissionsOf(tools()))
      return listed(await policies.of(caller), await roles.given(org), page)
    },
  })
}

/** Every permission, with the least of the usual roles that has it. */
function permissionsOf(tools: ReturnType<PolicyOptions['tools']>): string {
  const least = new Map(tools.map((tool) => [permissionOf(tool), tool.permission]))
  const lines = [...least].sort().map(([name, role]) => `- \`${name}\`: ${role === 'stranger' ? 'everybody' : role}`)
  return ['Each permission, and the least of the usual roles that has it:', ...lines].join('\n')
}

const modelText = {
  simple: 'Roles here are simple: everybody is owner, admin, member or viewer.',
  granular: 'Roles here are granular: besides their own role people have others that hold permissions.',
  enterprise: 'Roles here are those of an enterprise: they inherit, are given for a time, and may be passed on.',
}

function listed(policy: Policy, given: GrantRow[], page: number): Reply {
  const { shown, buttons, title } = pageOf(given, page, 'admin roles')
  const parts: ReplyPart[] = [{ kind: 'text', text: modelText[policy.model] }]
  if (policy.roles.length > 0) {
    const rows = policy.roles.map((role) => [
      role.name,
      role.permissions.join(' ') || '-',
      role.inherits.join(' ') || '-',
    ])
    parts.push(tableOf(['Role', 'Permissions', 'Inherits'], rows))
  }
  if (shown.length > 0) parts.push(tableOf(['Who', 'Role', 'Until', 'May pass it on'], shown.map(rowOf)))
  if (title) parts.push({ kind: 'text', text: title })
  if (buttons.length > 0) parts.push({ kind: 'buttons', buttons })
  return { audience: 'asker', parts }
}

function rowOf({ name, role, until, canPass }: GrantRow): string[] {
  return [
    escapeMarkdown(name ?? 'somebody'),
    role,
    until === null ? 'taken back' : timeText(until),
    canPass ? 'yes' : 'no',
  ]
}
