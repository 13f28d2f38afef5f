// Gives back what a suspension took.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { say } from '../../domain/reply.ts'
import type { MemberOptions } from './member-options.ts'

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
})

export function adminUsersRestore(members: MemberOptions): CommandDeclaration {
  return defineCommand({
    name: 'restore',
    under: 'admin users',
    summary: 'Ends a suspension',
    examples: ['admin users restore ann'],
    permission: 'admin',
    effect: 'write',
    args: { rest: 'who', schema },
    summarize: (input) => `end the suspension of ${schema.parse(input).who}`,
    target: ({ input, caller }) => members.target(caller, schema.parse(input).who, { kind: 'restore' }),
    async run({ input, caller, change }) {
      const { name, work } = await members.change(caller, schema.parse(input).who, { kind: 'restore' })
      change(work)
      return say(`${escapeMarkdown(name)} is back, with the role they had.`)
    },
  })
}
