// Asks a saved query anew. It reads, and nothing else: what may be asked was decided by whoever saved it.
import { z } from 'zod'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { readFigure } from '../domain/read-figure.ts'
import { type Button, type Reply, whisper } from '../domain/reply.ts'
import { askedQuery, noSource } from '../domain/saved-query.ts'
import { defineTool, type Tool } from '../domain/tool.ts'
import type { SavedQueries } from '../ports/saved-queries.ts'
import type { SqlSources } from '../ports/sql-sources.ts'
import { answerParts, showAnswer } from './present-answer.ts'

const mostListed = 50
const mostButtons = 8

const input = z.object({
  name: askedQuery.default('').describe('which saved query; nothing shows which there are'),
})

const answered = z.object({
  name: z.string(),
  source: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  rowCount: z.number(),
  columnCount: z.number(),
  isCut: z.boolean(),
  csv: z.string().optional(),
})
const listed = z.object({
  known: z.array(z.object({ name: z.string(), source: z.string(), who: z.string() })),
  sources: z.array(z.string()),
})
const output = z.union([answered, listed])

type Input = z.output<typeof input>
export type QueryRun = z.output<typeof answered>
export type KnownQueries = z.output<typeof listed>

type Parts = { queries: Pick<SavedQueries, 'run' | 'all'>; sources: Pick<SqlSources, 'names'> }

export function runQuery({ queries, sources }: Parts): Tool<Input, QueryRun | KnownQueries> {
  return defineTool<Input, QueryRun | KnownQueries>({
    name: 'run_query',
    description:
      'Asks a saved query of an outside database and shows the rows that come back, or which queries there are',
    input,
    output,
    effect: 'read',
    repeat: 'safe',
    permission: 'member',
    right: 'query:read',
    limit: { perMinute: 20 },
    long: true,
    summarize: ({ name }) => (name ? `ask the saved query ${name}` : 'show which saved queries there are'),
    async run({ input: { name }, caller: { org }, signal, progress }) {
      if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no queries.')
      if (!name) {
        const all = await queries.all(org)
        return { known: all.map(({ name, source, who }) => ({ name, source, who })), sources: sources.names() }
      }
      progress({ title: `Asking ${name}` })
      const { name: found, source, ...answer } = await queries.run(org, name, { signal })
      return { name: found, source, ...showAnswer(answer) }
    },
    present: (made) => ('known' in made ? presentKnown(made) : present(made)),
  })
}

function presentKnown({ known, sources }: KnownQueries): Reply {
  if (known.length === 0) return whisper(nothing(sources))
  const lines = known
    .slice(0, mostListed)
    .map(({ name, source, who }) => `- \`${name}\` from ${source}, by ${escapeMarkdown(who)}`)
  const more = known.length > mostListed ? [`- and ${known.length - mostListed} more`] : []
  const buttons = known.slice(0, mostButtons).map(({ name }) => runs(name, `query ${name}`))
  return {
    audience: 'asker',
    parts: [
      { kind: 'text', text: [...lines, ...more].join('\n') },
      { kind: 'buttons', buttons },
    ],
  }
}

function nothing(sources: string[]): string {
  const [first] = sources
  if (!first) return `No outside database is connected. ${noSource}`
  const names = sources.map((name) => `\`${name}\``).join(', ')
  return `There are no saved queries yet. An admin saves one with \`/query save revenue --from ${first} select …\`; connected: ${names}.`
}

function present(run: QueryRun): Reply {
  const parts = answerParts(run.name, run.source, run)
  const buttons = buttonsFor(run)
  return { audience: 'everyone', parts: buttons.length > 0 ? [...parts, { kind: 'buttons', buttons }] : parts }
}

/** Where it looks like figures: a chart wants a name and a figure in each row, a KPI a day or month. */
function buttonsFor({ name, columns, rows, isCut }: QueryRun): Button[] {
  const [first] = rows
  const isFigures = first !== undefined && columns.length > 1 && first.slice(1).every((cell) => readFigure(cell))
  if (!isFigures || isCut) return []
  const hasDays = rows.every(([day = '']) => /^\d{4}-(0[1-9]|1[0-2])(-\d{2})?(?!\d)/.test(day))
  return [
    runs('As a chart', `chart ${hasDays ? 'line' : 'bar'} query ${name}`),
    ...(hasDays ? [runs('Keep as KPIs', `kpi pull ${name}`)] : []),
  ]
}

function runs(label: string, value: string): Button {
  return { label, action: 'run', value }
}
