// Takes a rule about places back.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import { removeRule } from '../../gate/policy/edit-rules.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({ rule: z.number().int().min(1).describe('the number that the list shows') })

export function adminRulesRemove({ policies }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'remove',
    under: 'admin rules',
    summary: 'Takes a rule about places back',
    examples: ['admin rules remove 3'],
    permission: 'admin',
    effect: 'write',
    args: { positional: ['rule'], schema },
    summarize: (input) => `take rule ${schema.parse(input).rule} back`,
    async run({ input, caller, change }) {
      const { rule } = schema.parse(input)
      change(await policies.change(orgOf(caller), (policy) => removeRule(policy, rule)))
      return whisper(`Rule ${rule} is gone from the next message on.`)
    },
  })
}
