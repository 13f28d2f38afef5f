// Who is in this org, and as what; of one alone also what can be done about them.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Button, type ReplyPart, whisper } from '../../domain/reply.ts'
import { asPage, pageOf } from '../pages.ts'

export type Member = { name: string; role: string; suspended: boolean; accounts: string[] }

type Options = { members(org: string, search: string, limit: number): Promise<Member[]> }

const most = 1_000
const schema = z.object({
  search: z.string().trim().default('').describe('part of a name'),
  page: z.number().int().min(1).default(1).describe('which page'),
})

export function adminUsers({ members }: Options): CommandDeclaration {
  return defineCommand({
    name: 'users',
    under: 'admin',
    summary: 'Lists the people of this organisation and their roles',
    examples: ['admin users', 'admin users ann'],
    permission: 'admin',
    args: { rest: 'search', hasFlagsAnywhere: true, schema },
    async run({ input, caller }) {
      const { search, page } = schema.parse(input)
      const found = caller.org ? await members(caller.org, search, most) : []
      if (found.length === 0)
        return whisper(
          search ? `Nobody here is called anything like ${escapeMarkdown(search)}.` : 'Nobody is here yet.',
        )
      const { shown, buttons, title } = pageOf(found, page, `admin users ${search}`.trim())
      const [only, another] = found
      const deeds = only && !another ? deedsFor(only) : []
      return { audience: 'asker', parts: asPage(tableOf(shown), title, [...deeds, ...buttons]) }
    },
  })
}

function tableOf(members: Member[]): ReplyPart {
  const rows = members.map(({ name, role, suspended, accounts }) => [
    name,
    suspended ? `${role} (suspended)` : role,
    accounts.join(', '),
  ])
  const twin = rows.map((row) => row.join(' · ')).join('\n')
  return { kind: 'table', columns: ['Name', 'Role', 'Accounts'], rows, twin }
}

/** By an account, since a name may be that of several. Whoever may not is told so by the gate. */
function deedsFor({ role, suspended, accounts: [account] }: Member): Button[] {
  if (!account) return []
  const deed = (label: string, command: string, style: NonNullable<Button['style']> = 'plain'): Button => ({
    ...{ label, action: 'run', style },
    value: `admin users ${command}`,
  })
  return [
    ...['admin', 'member', 'viewer']
      .filter((one) => one !== role)
      .map((one) => deed(`Make ${one}`, `role ${account} ${one}`)),
    suspended ? deed('Restore', `restore ${account}`) : deed('Suspend', `suspend ${account}`, 'danger'),
    deed('Sign out', `sign-out ${account}`, 'danger'),
  ]
}
