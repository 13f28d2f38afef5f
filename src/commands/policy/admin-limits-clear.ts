// Takes a limit that an org set back: what is usual counts again.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import { clearLimit } from '../../gate/policy/edit-rules.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({ what: z.string().trim().min(1).describe('what the limit is about') })

export function adminLimitsClear({ policies, whatIs }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'clear',
    under: 'admin limits',
    summary: 'Takes a limit back that was set here',
    examples: ['admin limits clear py'],
    permission: 'admin',
    effect: 'write',
    args: { rest: 'what', schema },
    summarize: (input) => `take the limit on ${schema.parse(input).what} back`,
    async run({ input, caller, change }) {
      const what = whatIs(schema.parse(input).what)
      change(await policies.change(orgOf(caller), (policy) => clearLimit(policy, what)))
      return whisper('That limit is gone from the next message on; what is usual counts again.')
    },
  })
}
