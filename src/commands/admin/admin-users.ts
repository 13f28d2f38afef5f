// Who is in this org, and as what.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { whisper } from '../../domain/reply.ts'

export type Member = { name: string; role: string; suspended: boolean; accounts: string[] }

type Options = { members(org: string, search: string, limit: number): Promise<Member[]> }

const most = 50

export function adminUsers({ members }: Options): CommandDeclaration {
  return defineCommand({
    name: 'users',
    under: 'admin',
    summary: 'Lists the people of this organisation and their roles',
    examples: ['admin users', 'admin users ann'],
    permission: 'admin',
    args: { rest: 'search', schema: z.object({ search: z.string().optional().describe('part of a name') }) },
    async run({ input, caller }) {
      const search = typeof input.search === 'string' ? input.search.trim() : ''
      const found = caller.org ? await members(caller.org, search, most + 1) : []
      if (found.length === 0)
        return whisper(
          search ? `Nobody here is called anything like ${escapeMarkdown(search)}.` : 'Nobody is here yet.',
        )
      const rows = found
        .slice(0, most)
        .map((one) => [one.name, one.suspended ? `${one.role} (suspended)` : one.role, one.accounts.join(', ')])
      const more = found.length > most ? `These are the first ${most}. Add part of a name to see fewer.` : ''
      return {
        audience: 'asker',
        parts: [
          {
            kind: 'table',
            columns: ['Name', 'Role', 'Accounts'],
            rows,
            twin: rows.map((row) => row.join(' · ')).join('\n'),
          },
          ...(more ? [{ kind: 'text' as const, text: more }] : []),
        ],
      }
    },
  })
}
