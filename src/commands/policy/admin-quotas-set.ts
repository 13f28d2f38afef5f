// Sets how much may be used up on a day.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { spendKinds } from '../../domain/policy.ts'
import { whisper } from '../../domain/reply.ts'
import { setQuota } from '../../gate/policy/edit-rules.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({
  kind: z.enum(spendKinds).describe('what is used up'),
  amount: z.number().min(0).max(1e12).describe('how much of it on a day'),
  per: z.enum(['person', 'org']).default('person').describe('for each person, or for everybody together'),
})

export function adminQuotasSet({ policies }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'set',
    under: 'admin quotas',
    summary: 'Sets how much may be used up on a day',
    examples: ['admin quotas set runs 50', 'admin quotas set tokens 2000000 --per org'],
    permission: 'admin',
    effect: 'write',
    args: { positional: ['kind', 'amount'], schema },
    summarize: (input) => {
      const { kind, amount, per } = schema.parse(input)
      return `let ${per === 'org' ? 'everybody together' : 'one person'} use up ${amount} ${kind} a day`
    },
    async run({ input, caller, change }) {
      const quota = schema.parse(input)
      change(await policies.change(orgOf(caller), (policy) => setQuota(policy, quota)))
      const whose = quota.per === 'org' ? 'Everybody together' : 'Each person'
      return whisper(`${whose} may use up ${quota.amount} ${quota.kind} a day (UTC), from the next message on.`)
    },
  })
}
