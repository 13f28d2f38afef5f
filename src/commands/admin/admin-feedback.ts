// What people said with `feedback`.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'

export type FeedbackLine = { at: Date; who: string; about: string; text: string; reference: string }

type Options = { list(org: string, limit: number): Promise<FeedbackLine[]> }

const schema = z.object({ limit: z.number().int().min(1).max(50).default(10).describe('how many') })

export function adminFeedback({ list }: Options): CommandDeclaration {
  return defineCommand({
    name: 'feedback',
    under: 'admin',
    summary: 'Shows what people said about me, newest first',
    permission: 'admin',
    args: { positional: ['limit'], schema },
    async run({ input, caller }) {
      const lines = caller.org ? await list(caller.org, schema.parse(input).limit) : []
      if (lines.length === 0)
        return whisper('Nobody has said anything yet. People can, with `/feedback` or a thumb on a reply.')
      const rows = lines.map(({ at, who, about, text, reference }) => {
        return [at.toISOString().slice(0, 16).replace('T', ' '), who, about, text || 'a reply of mine', reference]
      })
      const columns = ['When (UTC)', 'Who', 'About', 'What', 'Reference']
      const twin = rows.map((row) => row.join(' · ')).join('\n')
      return { audience: 'asker', parts: [{ kind: 'table', columns, rows, twin }] }
    },
  })
}
