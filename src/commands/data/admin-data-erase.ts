// Takes a person out of everything that is held. First it only shows what would go.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import type { DataOptions, Foreseen } from './data-options.ts'

const schema = z.object({
  who: z.string().trim().min(1).describe('a name, a mention, or an account such as slack:T1:U1'),
  confirm: z.boolean().default(false).describe('do it; without, you only see what would go'),
  leaveNames: z.boolean().default(false).describe('leave their name where others wrote it'),
})

export function adminDataErase(options: DataOptions): CommandDeclaration {
  return defineCommand({
    name: 'erase',
    under: 'admin data',
    summary: 'Takes a person out of everything that is held; shows first what would go',
    examples: ['admin data erase ann', 'admin data erase --leave-names slack:T1:U1'],
    permission: 'admin',
    effect: 'destructive',
    stepUp: true,
    // Everything there is has to be looked through.
    long: true,
    looks: (input) => !schema.parse(input).confirm,
    args: { rest: 'who', hasFlagsAnywhere: true, schema },
    summarize(input) {
      const { who, confirm } = schema.parse(input)
      return confirm ? `take ${who} out of everything I hold, for good` : `show what erasing ${who} would take out`
    },
    target: ({ input, caller }) => options.target(caller, schema.parse(input).who),
    preview: async ({ input, caller }) => describe(await options.foresee(caller, schema.parse(input).who)),
    async run({ input, caller, incoming, change, key }) {
      const { who, confirm, leaveNames } = schema.parse(input)
      if (!confirm) return offer(await options.foresee(caller, who), leaveNames)
      change(await options.erase(caller, who, { incoming, leaveNames, key }))
      return whisper(
        'I begin. From now on they can do nothing here, and what they had asked for is dropped. I tell you when it is done; `admin data` shows how far it is.',
      )
    },
  })
}

function offer(foreseen: Foreseen, leaveNames: boolean): Reply {
  const value = `admin data erase --confirm ${leaveNames ? '--leave-names ' : ''}${foreseen.person}`
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text: `${describe(foreseen, leaveNames)}\nIt cannot be taken back. Nothing is done yet.` },
      { kind: 'buttons', buttons: [{ label: 'Erase for good', action: 'run', value, style: 'danger' }] },
    ],
  }
}

function describe({ name, accounts, names, tables }: Foreseen, leaveNames = false): string {
  const sum = (of: 'deleted' | 'struck') => tables.reduce((total, table) => total + table[of], 0)
  const listed = tables
    .toSorted((a, b) => b.deleted + b.struck - a.deleted - a.struck)
    .map(({ table, deleted, struck }) => `${table} ${deleted + struck}`)
    .slice(0, 12)
  const struck = leaveNames
    ? 'Their ids'
    : `Their ids and names (${names.map((one) => `“${escapeMarkdown(one)}”`).join(', ')})`
  return [
    `**${escapeMarkdown(name)}** (${accounts.map(escapeMarkdown).join(', ') || 'no account'}): ${sum('deleted')} rows would go, with their keys, schedules, requests and history.`,
    `${struck} would be struck out of ${sum('struck')} rows of others, and they out of the audit log, which still verifies.`,
    ...(listed.length > 0 ? [`By table: ${listed.map(escapeMarkdown).join(', ')}.`] : []),
    'Figures they imported stay without them. What stands in Slack or Telegram themselves, and in dumps made before, I cannot reach.',
  ].join('\n')
}
