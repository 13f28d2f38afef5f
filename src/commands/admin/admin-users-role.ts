// Gives somebody another role. Making somebody an owner takes another owner, where there is one.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { say } from '../../domain/reply.ts'
import type { MemberOptions } from './member-options.ts'

const schema = z.object({
  who: z.string().describe('a name, a mention, or an account such as slack:T1:U1'),
  role: z.enum(['owner', 'admin', 'member', 'viewer']).describe('what they are to be'),
})

export function adminUsersRole(members: MemberOptions): CommandDeclaration {
  return defineCommand({
    name: 'role',
    under: 'admin users',
    summary: 'Gives somebody another role',
    examples: ['admin users role ann admin', 'admin users role slack:T1:U1 viewer'],
    permission: 'admin',
    effect: 'destructive',
    args: { positional: ['who', 'role'], schema },
    summarize: (input) => {
      const { who, role } = schema.parse(input)
      return `give ${who} the role ${role}`
    },
    target: ({ input, caller }) => {
      const { who, role } = schema.parse(input)
      return members.target(caller, who, { kind: 'role', role })
    },
    async approval({ input, caller }) {
      const isLonely = (await members.otherOwners(caller)) === 0
      return schema.parse(input).role === 'owner' && !isLonely ? { by: { role: 'owner' } } : undefined
    },
    async run({ input, caller, change }) {
      const { who, role } = schema.parse(input)
      const { name, work } = await members.change(caller, who, { kind: 'role', role })
      change(work)
      return say(`${escapeMarkdown(name)} has the role ${role} now. It counts from the next message on.`)
    },
  })
}
