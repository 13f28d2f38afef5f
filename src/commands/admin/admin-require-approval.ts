// An org asks for approval before something runs, besides what asks for it by itself.
import { z } from 'zod'
import type { ApprovalNeed } from '../../domain/approval.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { whisper } from '../../domain/reply.ts'
import type { Approvals } from '../../gate/approvals/create-approvals.ts'
import { orgOf } from '../approval-id.ts'

type Options = {
  approvals: Pick<Approvals, 'require' | 'needOf'>
  /** The tool behind a command's name; rejects when there is none, or when it changes nothing. */
  toolOf(command: string): string
  /** The person somebody means. */
  personOf(org: string, who: string, asker: string): Promise<string>
}

const schema = z.object({
  by: z.enum(['owner', 'admin', 'member']).default('admin').describe('the least role of whoever may approve'),
  person: z.array(z.string()).optional().describe('only these people may approve: names or accounts'),
  count: z.number().int().min(1).max(10).default(1).describe('how many of them must'),
  hours: z.number().min(0.1).max(168).default(24).describe('how long it can be approved'),
  alone: z.boolean().default(false).describe('the asker may confirm it alone'),
  command: z.string().trim().min(1).describe('the command, such as admin users role'),
})

const hour = 60 * 60_000

export function adminRequireApproval({ approvals, toolOf, personOf }: Options): CommandDeclaration {
  return defineCommand({
    name: 'require-approval',
    under: 'admin',
    summary: 'Lets a command run only once others approve',
    examples: [
      'admin require-approval --by owner admin users role',
      'admin require-approval --count 2 admin users suspend',
    ],
    permission: 'owner',
    effect: 'write',
    args: { rest: 'command', hasFlagsAnywhere: true, schema },
    summarize: (input) => {
      const { command, count, by, person } = schema.parse(input)
      return `let "${command}" run only with ${count === 1 ? 'one approval' : `${count} approvals`} of ${person ? person.join(', ') : `${by} or above`}`
    },
    // Whoever could loosen a rule alone could do without it.
    approval: async ({ input, caller }) =>
      caller.org ? approvals.needOf(caller.org, toolOf(schema.parse(input).command)) : undefined,
    async run({ input, caller, change }) {
      const { command, by, person, count, hours, alone } = schema.parse(input)
      const org = orgOf(caller)
      const people = await Promise.all((person ?? []).map((who) => personOf(org, who, caller.account)))
      const need: Required<ApprovalNeed> = {
        by: people.length > 0 ? { people } : { role: by },
        ...{ count, fourEyes: !alone, withinMs: hours * hour },
      }
      change(await approvals.require(org, toolOf(command), need))
      return whisper(
        `From now on \`${command}\` waits until it is approved. See the rules with \`/admin approvals --rules\`.`,
      )
    },
  })
}
