// Takes everything from somebody, until it is given back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { say } from '../../domain/reply.ts'
import type { MemberOptions } from './member-options.ts'

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
})

export function adminUsersSuspend(members: MemberOptions): CommandDeclaration {
  return defineCommand({
    name: 'suspend',
    under: 'admin users',
    summary: 'Lets somebody do nothing here any more, until they are restored',
    examples: ['admin users suspend ann'],
    permission: 'admin',
    effect: 'destructive',
    args: { rest: 'who', schema },
    summarize: (input) => `suspend ${schema.parse(input).who}`,
    target: ({ input, caller }) => members.target(caller, schema.parse(input).who, { kind: 'suspend' }),
    async run({ input, caller, change }) {
      const { name, work } = await members.change(caller, schema.parse(input).who, { kind: 'suspend' })
      change(work)
      return say(
        `${escapeMarkdown(name)} is suspended from the next message on. \`/admin users restore\` takes it back.`,
      )
    },
  })
}
