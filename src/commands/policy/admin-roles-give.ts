// Gives somebody a role besides their own.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { parseLength } from '../../domain/length-text.ts'
import { say } from '../../domain/reply.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  who: z.string().describe('a name, a mention, or an account such as slack:T1:U1'),
  role: z.string().describe('the role, as `/admin roles` shows it'),
  for: z.string().optional().describe('for how long, such as 8h or 30d (enterprise)'),
  passable: z.boolean().default(false).describe('they may pass it on (enterprise, owners only)'),
})

const longest = 3_660 * 24 * 60 * 60_000

export function adminRolesGive({ roles, personOf }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'give',
    under: 'admin roles',
    summary: 'Gives somebody a role besides their own',
    examples: ['admin roles give ann analyst', 'admin roles give ann lead --for 8h'],
    permission: 'admin',
    effect: 'destructive',
    args: { positional: ['who', 'role'], schema },
    summarize: (input) => {
      const { who, role, for: stretch, passable } = schema.parse(input)
      return `give ${who} the role ${role}${stretch ? ` for ${stretch}` : ''}${passable ? ', to be passed on too' : ''}`
    },
    async target({ input, caller }) {
      const found = await personOf(orgOf(caller), schema.parse(input).who, caller.account)
      return { id: found.person, shown: [found.name, ...found.accounts].join(', ') }
    },
    async run({ input, caller, change }) {
      const { who, role, for: stretch, passable } = schema.parse(input)
      const forMs = stretch === undefined ? undefined : parseLength(stretch, longest)
      if (stretch !== undefined && forMs === undefined)
        throw new BellhopError('invalid', 'Say for how long like 90m, 8h or 30d.')
      const { person, name } = await personOf(orgOf(caller), who, caller.account)
      change(await roles.give(caller, { person, role, forMs, canPass: passable }))
      return say(`${escapeMarkdown(name)} has the role ${role} too. It counts from the next message on.`)
    },
  })
}
