// Signs somebody out of every browser; what they may do stays as it is.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Caller, isAtLeast, type Role } from '../../domain/person.ts'
import { say } from '../../domain/reply.ts'
import { askOwner } from '../../identity/change-member.ts'
import type { SessionOptions } from './session-options.ts'

type Options = Pick<SessionOptions, 'sessions'> & {
  member(caller: Caller, who: string): Promise<{ person: string; name: string; role: Role; accounts: string[] }>
}

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
})

export function adminUsersSignOut({ sessions, member }: Options): CommandDeclaration {
  return defineCommand({
    name: 'sign-out',
    under: 'admin users',
    summary: 'Signs somebody out of every browser',
    examples: ['admin users sign-out ann'],
    permission: 'admin',
    effect: 'write',
    args: { rest: 'who', schema },
    summarize: (input) => `sign ${schema.parse(input).who} out of every browser`,
    async target({ input, caller }) {
      const found = await meant(member, caller, schema.parse(input).who)
      return { id: found.person, shown: [found.name, ...found.accounts].join(', ') }
    },
    async run({ input, caller, change }) {
      const found = await meant(member, caller, schema.parse(input).who)
      const { org, person, account } = caller
      if (!org || !person) throw new BellhopError('forbidden', 'I do not know you here.')
      const open = await sessions.list(org, found.person)
      change(sessions.ending({ org, person, account }, { person: found.person }, 'signed out by an admin'))
      const name = escapeMarkdown(found.name)
      return say(
        open.length === 0
          ? `${name} is signed in with no browser.`
          : `${name} is signed out of every browser (${open.length}), from the next page on.`,
      )
    },
  })
}

async function meant(member: Options['member'], caller: Caller, who: string) {
  const found = await member(caller, who)
  if (!isAtLeast(caller.role, found.role))
    throw new BellhopError('forbidden', 'That is above your own role here.', { nextStep: askOwner })
  return found
}
