// How much Bellhop is used here, and what becomes of it.
import { z } from 'zod'
import { type ChartSpec, defineChart } from '../../domain/chart.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { addDays, type Day, showDay } from '../../domain/days.ts'
import { BellhopError } from '../../domain/errors.ts'
import { showSpan } from '../../domain/period.ts'
import { commandTool } from '../../domain/permission.ts'
import { type Reply, type ReplyPart, whisper } from '../../domain/reply.ts'
import type { DayOfUse, Use } from '../../store/audit/audit-stats.ts'

type Options = {
  today(org: string): Promise<Day>
  use(org: string, from: Day): Promise<Use>
  draw(spec: ChartSpec, signal?: AbortSignal): Promise<Buffer>
}

const choices = [7, 30, 90]
const schema = z.object({ days: z.number().int().min(2).max(90).default(30).describe('how many days back') })

export function adminStats({ today, use, draw }: Options): CommandDeclaration {
  return defineCommand({
    name: 'stats',
    under: 'admin',
    summary: 'Shows how much I am used here, by whom and for what',
    examples: ['admin stats', 'admin stats 7'],
    permission: 'admin',
    args: { positional: ['days'], schema },
    async run({ input, caller, signal }) {
      const { days } = schema.parse(input)
      if (!caller.org) return whisper('This place belongs to no organisation, so nothing is counted for it.')
      const to = await today(caller.org)
      const from = addDays(to, 1 - days)
      const found = await use(caller.org, from)
      const chart = chartOf(found.days, from, to)
      return present(found, { from, to, days }, chart, await drawn(draw, chart, signal))
    },
  })
}

function chartOf(days: DayOfUse[], from: Day, to: Day): ChartSpec {
  const byDay = new Map(days.map((one) => [one.day, one]))
  const all: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) all.push(day)
  return defineChart({
    kind: 'bar',
    title: 'Asked for, by day',
    labels: all.map((day) => showDay(day, true)),
    series: [{ name: 'Asked for', values: all.map((day) => byDay.get(day)?.asked ?? 0) }],
  })
}

/** Without a picture the words of the chart serve. */
async function drawn(draw: Options['draw'], chart: ChartSpec, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await draw(chart, signal)).toString('base64')
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof BellhopError) return undefined
    throw error
  }
}

function present(
  { days, people, acts }: Use,
  span: { from: Day; to: Day; days: number },
  chart: ChartSpec,
  png: string | undefined,
): Reply {
  const total = (read: (one: DayOfUse) => number) => days.reduce((sum, one) => sum + read(one), 0)
  const shown = (count: number) => count.toLocaleString('en')
  const rows = acts.map(({ act, asked, failed }) => [nameOf(act), shown(asked), shown(failed)])
  const parts: ReplyPart[] = [
    {
      kind: 'fields',
      fields: [
        { name: 'Days', value: showSpan(span) },
        { name: 'Asked for', value: shown(total(({ asked }) => asked)) },
        { name: 'By people and programs', value: shown(people) },
        { name: 'Refused', value: shown(total(({ refused }) => refused)) },
        { name: 'Went wrong', value: shown(total(({ failed }) => failed)) },
      ],
    },
    {
      kind: 'table',
      columns: ['What', 'Asked for', 'Went wrong'],
      rows,
      twin: rows.map((row) => row.join(' · ')).join('\n'),
    },
    { kind: 'chart', spec: chart, ...(png ? { image: png } : {}) },
    {
      kind: 'buttons',
      buttons: choices
        .filter((choice) => choice !== span.days)
        .map((choice) => ({ label: `${choice} days`, action: 'run', value: `admin stats ${choice}` })),
    },
  ]
  return { audience: 'asker', parts }
}

/** `command:admin.users` is `admin users`, as it was typed. */
function nameOf(act: string): string {
  return act.startsWith(commandTool) ? act.slice(commandTool.length).replaceAll('.', ' ') : act.replaceAll('_', ' ')
}
