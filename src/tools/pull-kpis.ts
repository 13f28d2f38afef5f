// Brings the figures of a saved query in as KPIs. They count at once, so that it can run by itself; `kpi undo` takes them back.
import { z } from 'zod'
import { showDay } from '../domain/days.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Reply } from '../domain/reply.ts'
import { askedQuery } from '../domain/saved-query.ts'
import { defineTool, type Tool, type ToolCall } from '../domain/tool.ts'
import type { KpiIntake } from '../ports/kpis.ts'
import type { SavedQueries } from '../ports/saved-queries.ts'
import { toReadableCsv } from './to-csv.ts'

const mostShown = 10

const input = z.object({ name: askedQuery.describe('which saved query') })
const output = z.object({
  name: z.string(),
  id: z.string(),
  names: z.array(z.string()),
  figures: z.number(),
  from: z.string(),
  to: z.string(),
  faults: z.array(z.object({ line: z.number(), why: z.string() })),
  faultCount: z.number(),
})

type Input = z.output<typeof input>
export type PulledKpis = z.output<typeof output>

export type PullParts = {
  queries: Pick<SavedQueries, 'run'>
  intake: KpiIntake
  /** Whether they may see what a query brings. */
  mayRead(call: Pick<ToolCall<unknown>, 'caller' | 'incoming'>): Promise<boolean>
  /** Registers with the call that this import counts, in the place of what the same query brought before. */
  keep(call: ToolCall<Input>, id: string): void
}

export function pullKpis({ queries, intake, mayRead, keep }: PullParts): Tool<Input, PulledKpis> {
  return defineTool<Input, PulledKpis>({
    name: 'pull_kpis',
    description: 'Asks a saved query of an outside database and keeps the figures that come back as KPIs',
    input,
    output,
    effect: 'write',
    // What another try finds of an earlier one it begins anew, under the same id.
    repeat: 'safe',
    permission: 'admin',
    right: 'kpi:write',
    limit: { perMinute: 10 },
    // It runs by itself, where nobody could give a code, and undoing it is one word.
    stepUp: false,
    long: true,
    summarize: ({ name }) => `keep what the saved query ${name} brings as KPIs`,
    async run(call) {
      const { org, person } = call.caller
      if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no KPIs.')
      if (!(await mayRead(call))) throw new BellhopError('forbidden', 'You may not see what saved queries bring here.')
      call.progress({ title: `Asking ${call.input.name}` })
      const { name, columns, rows, isCut } = await queries.run(org, call.input.name, { signal: call.signal })
      if (isCut)
        throw new BellhopError('limited', 'It brings more rows than I take, and a part would be wrong figures.', {
          nextStep: 'Let the database add them up: a row for each day.',
        })
      const content = Buffer.from(toReadableCsv(columns, rows))
      const staged = await intake.stage(org, { key: call.key, name: `query ${name}`, person, content, query: name })
      keep(call, staged.id)
      const { id, names, figures, from, to, faults, faultCount } = staged
      return { name, id, names, figures, from, to, faults: faults.slice(0, mostShown), faultCount }
    },
    present,
  })
}

function present({ name, id, names, figures, from, to, faults, faultCount }: PulledKpis): Reply {
  const days = from === to ? showDay(from) : `${showDay(from)} to ${showDay(to)}`
  const shown = names.slice(0, mostShown).map(escapeMarkdown).join(', ')
  const more = names.length > mostShown ? ` and ${names.length - mostShown} more` : ''
  const count = `${figures.toLocaleString('en')} ${figures === 1 ? 'figure' : 'figures'}`
  const lines = [
    `${count} of the query **${escapeMarkdown(name)}** count from now on: ${shown}${more}, ${days}.`,
    ...(faultCount > 0 ? [`**${faultCount} ${faultCount === 1 ? 'cell was' : 'cells were'} left out:**`] : []),
    // The first line of what came names the columns.
    ...faults.map(({ line, why }) => `- row ${line - 1}: ${escapeMarkdown(why)}`),
    ...(faultCount > faults.length ? [`- and ${faultCount - faults.length} more`] : []),
  ]
  const buttons = [
    { label: 'Show KPIs', action: 'run', value: 'kpi' },
    { label: 'Undo', action: 'run', value: `kpi undo ${id}`, style: 'danger' as const },
    { label: 'Every morning', action: 'run', value: `schedule daily 6:00: kpi pull ${name}` },
  ]
  return {
    audience: 'everyone',
    parts: [
      { kind: 'text', text: lines.join('\n') },
      { kind: 'buttons', buttons },
    ],
  }
}
