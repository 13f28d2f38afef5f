// Lets somebody in who is nobody here yet: at Telegram everybody is a stranger until somebody says otherwise.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Caller } from '../../domain/person.ts'
import { say } from '../../domain/reply.ts'
import type { Newcomer } from '../../identity/admit.ts'

type Options = {
  /** What commits with the reply. */
  admit(caller: Caller, newcomer: Newcomer): Promise<(transaction: unknown) => Promise<void>>
}

const schema = z.object({
  account: z
    .string()
    .regex(/^telegram:\d{1,20}$/, 'must be an account such as telegram:42, which `/whoami` shows them')
    .describe('their account, such as telegram:42: they see it with `whoami`'),
  name: z.string().trim().max(200).optional().describe('what they are called'),
  as: z.enum(['member', 'viewer']).default('member').describe('what they are to be'),
})

export function adminUsersAdmit({ admit }: Options): CommandDeclaration {
  return defineCommand({
    name: 'admit',
    under: 'admin users',
    summary: 'Lets somebody of Telegram in',
    examples: ['admin users admit telegram:42 Ann', 'admin users admit --as viewer telegram:42 Ann'],
    permission: 'admin',
    effect: 'write',
    args: { positional: ['account'], rest: 'name', hasFlagsAnywhere: true, schema },
    summarize: (input) => {
      const { account, as } = schema.parse(input)
      return `let ${account} in as ${as}`
    },
    async run({ input, caller, change }) {
      const { account, name, as } = schema.parse(input)
      const newcomer = { account, name: name || account, role: as }
      change(await admit(caller, newcomer))
      return say(`${escapeMarkdown(newcomer.name)} is let in as ${as}. It counts from the next message on.`)
    },
  })
}
