// Takes back an org's own rule that something needs approval.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import type { Approvals } from '../../gate/approvals/create-approvals.ts'

type Options = {
  approvals: Pick<Approvals, 'waive' | 'needOf'>
  toolOf(command: string): string
}

const schema = z.object({ command: z.string().trim().min(1).describe('the command, such as admin users role') })

export function adminWaiveApproval({ approvals, toolOf }: Options): CommandDeclaration {
  return defineCommand({
    name: 'waive-approval',
    under: 'admin',
    summary: 'Lets a command run again without the approval that a rule of yours asks for',
    examples: ['admin waive-approval admin users role'],
    permission: 'owner',
    effect: 'write',
    args: { rest: 'command', schema },
    summarize: (input) => `let "${schema.parse(input).command}" run without approval again`,
    // Nobody gets rid of a rule without those the rule is about.
    approval: async ({ input, caller }) =>
      caller.org ? approvals.needOf(caller.org, toolOf(schema.parse(input).command)) : undefined,
    async run({ input, change }) {
      const { command } = schema.parse(input)
      change(approvals.waive(toolOf(command)))
      return whisper(`\`${command}\` needs no approval of yours any more. What asks for approval by itself still does.`)
    },
  })
}
