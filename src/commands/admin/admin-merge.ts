// Two people who are one: an admin asks both, and both have to say yes.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import type { Caller } from '../../domain/person.ts'
import { whisper } from '../../domain/reply.ts'
import type { Commit, Step } from '../../identity/linking/link-step.ts'

type Options = {
  offer(caller: Caller, keep: string, leave: string): Promise<Step>
  write(transaction: unknown, commit: Commit, key: string): Promise<void>
}

const account = z.string().regex(/^[a-z]+:\S+$/, 'is an account such as slack:T1:U1; `/admin users` shows them')

const schema = z.object({
  keep: account.describe('an account of the person who remains'),
  leave: account.describe('an account of the person who becomes that one'),
})

export function adminMerge({ offer, write }: Options): CommandDeclaration {
  return defineCommand({
    name: 'merge',
    under: 'admin',
    summary: 'Makes two people one, once both have confirmed',
    examples: ['admin merge slack:T1:U1 telegram:42'],
    permission: 'admin',
    effect: 'write',
    summarize: ({ keep, leave }) => `ask both whether ${keep} and ${leave} are one person`,
    args: { positional: ['keep', 'leave'], schema },
    async run({ input, caller, change, key }) {
      const { keep, leave } = schema.parse(input)
      const step = await offer(caller, keep, leave)
      const { commit } = step
      if (commit) change((transaction) => write(transaction, commit, key))
      return whisper(step.text)
    },
  })
}
