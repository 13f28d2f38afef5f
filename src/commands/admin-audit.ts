// What was asked, by whom, whether it was allowed, and what came of it.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../domain/command.ts'
import { whisper } from '../domain/reply.ts'

export type AuditLine = {
  at: Date
  person: string | null
  account: string | null
  act: string
  allowed: boolean
  reason: string | null
  result: string | null
  correlation: string
}

type Filter = { act?: string; who?: string; refusedOnly: boolean; limit: number }
type Options = { audit(org: string, filter: Filter): Promise<AuditLine[]> }

const schema = z.object({
  act: z.string().optional().describe('part of what was done, such as ping'),
  who: z.string().optional().describe('part of a name, or an account such as slack:T1:U1'),
  refused: z.boolean().default(false).describe('only what was refused'),
  limit: z.number().int().min(1).max(100).default(20).describe('how many'),
})

export function adminAudit({ audit }: Options): CommandDeclaration {
  return defineCommand({
    name: 'audit',
    under: 'admin',
    summary: 'Shows who did what here, newest first',
    examples: ['admin audit', 'admin audit --who ann --refused'],
    permission: 'admin',
    args: { positional: ['act'], schema },
    async run({ input, caller }) {
      const { act, who, refused, limit } = schema.parse(input)
      const lines = caller.org
        ? await audit(caller.org, { ...(act ? { act } : {}), ...(who ? { who } : {}), refusedOnly: refused, limit })
        : []
      if (lines.length === 0) return whisper('Nothing of that kind is written down here.')
      const rows = lines.map((line) => [
        line.at.toISOString().slice(0, 19).replace('T', ' '),
        line.person ?? line.account ?? 'nobody',
        line.act.replace(/^command:/, ''),
        line.allowed ? (line.result ?? '') : `refused: ${line.reason ?? ''}`,
        line.correlation,
      ])
      const table = { kind: 'table' as const, columns: ['When (UTC)', 'Who', 'What', 'Outcome', 'Reference'], rows }
      return { audience: 'asker', parts: [{ ...table, twin: rows.map((row) => row.join(' · ')).join('\n') }] }
    },
  })
}
