// Which other programs are answered here. None, unless an admin names them.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { whisper } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'

type Options = {
  list(org: string): Promise<string[]>
  /** Registers the change with the call. */
  save(call: Pick<ToolCall<unknown>, 'change'>, org: string, accounts: string[]): void
}

const schema = z.object({
  action: z.enum(['allow', 'forbid']).optional().describe('what to do; without it they are listed'),
  account: z
    .string()
    .regex(/^(slack:\w+:\w+|telegram:\d+)$/, 'Name the program as slack:T1:B1 or telegram:42.')
    .optional()
    .describe('the program, as it stands in `/admin audit`'),
})

const mostBots = 50

export function adminBots({ list, save }: Options): CommandDeclaration {
  return defineCommand({
    name: 'bots',
    under: 'admin',
    summary: 'Says which other programs I answer here, allows one or forbids it',
    examples: ['admin bots', 'admin bots allow slack:T1:B1', 'admin bots forbid slack:T1:B1'],
    permission: 'admin',
    effect: 'write',
    looks: (input) => schema.parse(input).action === undefined,
    summarize: (input) => describeDeed(schema.parse(input)),
    args: { positional: ['action', 'account'], schema },
    async run(call) {
      const { action, account } = schema.parse(call.input)
      const { org } = call.caller
      const allowed = org ? await list(org) : []
      if (!org || !action) return whisper(describe(allowed))
      if (!account)
        throw new BellhopError('invalid', 'Say which program.', {
          nextStep: `Type \`/admin bots ${action} slack:T1:B1\`.`,
        })
      const others = allowed.filter((one) => one !== account)
      if (action === 'allow' && others.length >= mostBots)
        throw new BellhopError('conflict', `More than ${mostBots} programs are not answered here.`)
      save(call, org, action === 'allow' ? [...others, account] : others)
      const name = escapeMarkdown(account)
      return whisper(
        action === 'allow'
          ? `I answer ${name} from now on, when it names me, for ten turns at most until a person speaks there.`
          : `I do not answer ${name} any more.`,
      )
    },
  })
}

function describeDeed({ action, account = '' }: z.output<typeof schema>): string {
  if (!action) return 'say which programs I answer'
  return action === 'allow' ? `answer the program ${account}` : `not answer the program ${account} any more`
}

function describe(accounts: string[]): string {
  if (accounts.length === 0) return 'I answer people only, no other programs.'
  return `Besides people I answer ${accounts.map(escapeMarkdown).join(', ')}.`
}
