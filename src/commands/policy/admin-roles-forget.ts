// Takes a role that an org defined out of use.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { say } from '../../domain/reply.ts'
import { forgetRole } from '../../gate/policy/edit-roles.ts'
import { orgOf, type PolicyOptions } from './policy-options.ts'

const schema = z.object({ name: z.string().describe('the role') })

export function adminRolesForget({ policies }: PolicyOptions): CommandDeclaration {
  return defineCommand({
    name: 'forget',
    under: 'admin roles',
    summary: 'Takes away a role you defined; whoever has it has nothing by it any more',
    examples: ['admin roles forget analyst'],
    permission: 'owner',
    effect: 'destructive',
    args: { positional: ['name'], schema },
    summarize: (input) => `take away the role ${schema.parse(input).name}`,
    async run({ input, caller, change }) {
      const { name } = schema.parse(input)
      change(await policies.change(orgOf(caller), (policy) => forgetRole(policy, name)))
      return say(`The role ${name} is gone from the next message on.`)
    },
  })
}
