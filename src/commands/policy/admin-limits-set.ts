// Sets how often one person may ask for something.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { parseLength } from '../../domain/length-text.ts'
import { whisper } from '../../domain/reply.ts'
import { setLimit } from '../../gate/policy/edit-rules.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  count: z.number().int().min(1).max(100_000).describe('how often'),
  per: z.string().default('1m').describe('in what stretch of time, such as 1m, 1h or 1d'),
  what: z.string().trim().min(1).describe('a command, a tool, permissions such as jira:*, or everything'),
})

const day = 24 * 60 * 60_000

export function adminLimitsSet({ policies, whatIs, calledAs }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'set',
    under: 'admin limits',
    summary: 'Sets how often one person may ask for something',
    examples: ['admin limits set --count 10 py', 'admin limits set --count 200 --per 1h everything'],
    permission: 'admin',
    effect: 'write',
    args: { rest: 'what', hasFlagsAnywhere: true, schema },
    summarize: (input) => {
      const { count, per, what } = schema.parse(input)
      return `let one person ask for ${what} ${count} times per ${per}`
    },
    async run({ input, caller, change }) {
      const { count, per, what } = schema.parse(input)
      const perMs = parseLength(per, day)
      if (!perMs) throw new BellhopError('invalid', 'Say the stretch of time like 30s, 1m, 1h or 1d, at most a day.')
      const limit = { what: whatIs(what), count, perMs }
      // Otherwise nobody could raise it again.
      if (limit.what === '*' && count < 5 && perMs >= 60_000)
        throw new BellhopError('invalid', 'That would leave too little to work with: allow 5 at least.')
      change(await policies.change(orgOf(caller), (policy) => setLimit(policy, limit)))
      return whisper(
        `One person may ask for ${calledAs(limit.what)} ${count} times per ${per}, from the next message on.`,
      )
    },
  })
}
