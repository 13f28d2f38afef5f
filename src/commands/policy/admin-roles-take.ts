// Takes a role from somebody that was given to them besides their own.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { say } from '../../domain/reply.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  who: z.string().describe('a name, a mention, or an account such as slack:T1:U1'),
  role: z.string().describe('the role, as `/admin roles` shows it'),
})

export function adminRolesTake({ roles, personOf }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'take',
    under: 'admin roles',
    summary: 'Takes a role from somebody, and from those they passed it on to',
    examples: ['admin roles take ann analyst'],
    permission: 'admin',
    effect: 'destructive',
    args: { positional: ['who', 'role'], schema },
    summarize: (input) => {
      const { who, role } = schema.parse(input)
      return `take the role ${role} from ${who}`
    },
    async target({ input, caller }) {
      const found = await personOf(orgOf(caller), schema.parse(input).who, caller.account)
      return { id: found.person, shown: [found.name, ...found.accounts].join(', ') }
    },
    async run({ input, caller, change }) {
      const { who, role } = schema.parse(input)
      const { person, name } = await personOf(orgOf(caller), who, caller.account)
      change(await roles.take(caller, { person, role }))
      return say(`${escapeMarkdown(name)} does not have the role ${role} any more, from the next message on.`)
    },
  })
}
