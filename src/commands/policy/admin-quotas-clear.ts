// Takes a quota back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { spendKinds } from '../../domain/policy.ts'
import { whisper } from '../../domain/reply.ts'
import { clearQuota } from '../../gate/policy/edit-rules.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  kind: z.enum(spendKinds).describe('what is used up'),
  per: z.enum(['person', 'org']).default('person').describe('that of each person, or that of everybody together'),
})

export function adminQuotasClear({ policies }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'clear',
    under: 'admin quotas',
    summary: 'Takes a quota back',
    examples: ['admin quotas clear runs'],
    permission: 'admin',
    effect: 'write',
    args: { positional: ['kind'], schema },
    summarize: (input) => `take the quota of ${schema.parse(input).kind} back`,
    async run({ input, caller, change }) {
      const quota = schema.parse(input)
      change(await policies.change(orgOf(caller), (policy) => clearQuota(policy, quota)))
      return whisper(`There is no such quota any more, from the next message on.`)
    },
  })
}
