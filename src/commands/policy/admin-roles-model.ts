// Chooses how an org says who may do what.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { roleModels } from '../../domain/policy.ts'
import { say } from '../../domain/reply.ts'
import { setModel } from '../../gate/policy/edit-roles.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({ model: z.enum(roleModels).describe('how roles work here') })

export function adminRolesModel({ policies }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'model',
    under: 'admin roles',
    summary: 'Chooses how roles work here: simple, granular or enterprise',
    examples: ['admin roles model granular'],
    permission: 'owner',
    effect: 'destructive',
    args: { positional: ['model'], schema },
    summarize: (input) => `let roles here be ${schema.parse(input).model}`,
    async run({ input, caller, change }) {
      const { model } = schema.parse(input)
      change(await policies.change(orgOf(caller), (policy) => setModel(policy, model)))
      return say(`Roles here are ${model} from the next message on.${hints[model]}`)
    },
  })
}

const hints = {
  simple: ' What was given besides is kept and opens nothing.',
  granular: ' Define some with `/admin roles define` and give them with `/admin roles give`.',
  enterprise:
    ' Define some with `/admin roles define`, also on top of others, and give them for a time with `/admin roles give`.',
}
