// Takes a person out of everything that is held. First it only shows what would go.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Reply, whisper } from '../../domain/reply.ts'
import type { DataOptions, Foreseen, ForeseenTable } from './data-options.ts'

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
        'I begin. From now on they can do nothing here, and what they had asked for is dropped. I tell you when it is done; `/admin data` shows how far it is.',
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
  const left = (one: ForeseenTable) => (leaveNames ? one.struck - one.onlyNamed : one.struck)
  const struck = sumOf(tables, left)
  const named = leaveNames ? 0 : sumOf(tables, (one) => one.onlyNamed)
  const what = leaveNames
    ? 'Their ids'
    : `Their ids and names (${names.map((one) => `“${escapeMarkdown(one)}”`).join(', ')})`
  return [
    `**${escapeMarkdown(name)}** (${accounts.map(escapeMarkdown).join(', ') || 'no account'}): ${counted(sumOf(tables, gone), 'row')} would go: ${listed(tables, gone)}.`,
    struck === 0
      ? 'Nothing of others names them.'
      : `${what} would be struck out of ${counted(struck, 'place')} of others: ${listed(tables, left)}.`,
    ...(named > 0
      ? [
          `In ${named} of them only a name of theirs stands: if that is a word of every day here, \`--leave-names\` leaves it where others wrote it.`,
        ]
      : []),
    'They also go out of the audit log, which still verifies. Figures they imported stay without them.',
    'What stands in Slack or Telegram themselves, and in dumps made before, I cannot reach.',
  ].join('\n')
}

const gone = (one: ForeseenTable) => one.deleted
const mostListed = 10

function listed(tables: ForeseenTable[], of: (one: ForeseenTable) => number): string {
  const some = tables.filter((one) => of(one) > 0).toSorted((a, b) => of(b) - of(a))
  const rest = sumOf(some.slice(mostListed), of)
  const parts = some.slice(0, mostListed).map((one) => `${of(one)} ${one.words[of(one) === 1 ? 0 : 1]}`)
  return [...parts, ...(rest > 0 ? [`${rest} others`] : [])].map(escapeMarkdown).join(', ')
}

function sumOf(tables: ForeseenTable[], of: (one: ForeseenTable) => number): number {
  return tables.reduce((total, one) => total + of(one), 0)
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
