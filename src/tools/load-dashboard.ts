// A dashboard as one picture, with the same in words.
import { z } from 'zod'
import { keptArtifact, openButton, troubleOf } from '../domain/artifact.ts'
import { type Board, board, describeBoard } from '../domain/board.ts'
import { type DashboardSpec, kpisOf, namesIn } from '../domain/dashboard.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { keyOf } from '../domain/kpi.ts'
import { periodForms } from '../domain/period.ts'
import type { Button, Reply, ReplyPart } from '../domain/reply.ts'
import { suggest } from '../domain/suggest.ts'
import { defineTool, type Tool } from '../domain/tool.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import type { Dashboards, KnownDashboard } from '../ports/dashboards.ts'
import type { Kpis } from '../ports/kpis.ts'
import { periodFrom, type Standing, standings } from './kpi-standings.ts'
import { layOutBoard } from './lay-out-board.ts'

const input = z.object({
  name: z.string().trim().default('company-health').describe('which dashboard'),
  period: z.string().trim().default('').describe(`${periodForms}; its own unless told`),
  theme: z.enum(['light', 'dark']).default('light'),
  widget: z.int().min(1).optional().describe('one of its widgets alone, by its number from the top, with its figures'),
})

const output = z.object({
  name: z.string(),
  period: z.string(),
  board,
  kpis: z.array(z.string()),
  widget: z.number().optional(),
  /** Those that can be looked at alone. */
  closer: z.array(z.object({ number: z.number(), title: z.string() })),
  png: z.base64().optional(),
  trouble: z.string().optional(),
  kept: keptArtifact.optional(),
})

type Input = z.output<typeof input>
export type LoadedDashboard = z.output<typeof output>

type Options = { dashboards: Dashboards; kpis: Kpis; renderer: Pick<ChartRenderer, 'drawBoard'> }

export function loadDashboard({ dashboards, kpis, renderer }: Options): Tool<Input, LoadedDashboard> {
  return defineTool<Input, LoadedDashboard>({
    name: 'load_dashboard',
    description:
      'Shows a dashboard: KPIs, charts, gauges, tables and status lights of a period, as one picture with its words',
    input,
    output,
    effect: 'read',
    repeat: 'safe',
    permission: 'member',
    right: 'kpi:read',
    limit: { perMinute: 20 },
    async run({ input: { name, period: said, theme, widget }, caller: { org }, signal }) {
      if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no dashboards.')
      const { spec: whole, trouble } = findDashboard(await dashboards.all(org), name)
      if (trouble)
        throw new BellhopError('invalid', trouble, {
          nextStep: `See it with \`/dashboard show ${whole.name}\`, and send it back put right.`,
        })
      const spec = widget === undefined ? whole : alone(whole, widget)
      const period = said || spec.period
      const laid = await layOutFor(kpis, org, spec, period, theme)
      const known = {
        ...{ name: spec.name, period, board: laid, kpis: kpisOf(spec) },
        ...(widget === undefined ? { closer: closerOf(whole) } : { closer: [], widget }),
      }
      try {
        return { ...known, png: (await renderer.drawBoard(laid, signal)).toString('base64') }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof BellhopError) return { ...known, trouble: error.message }
        throw error
      }
    },
    present,
  })
}

export async function layOutFor(
  kpis: Kpis,
  org: string,
  spec: DashboardSpec,
  said: string,
  theme: Board['theme'],
): Promise<Board> {
  const [all, today] = await Promise.all([kpis.series(org), kpis.today(org)])
  const chosen = kpisOf(spec).flatMap((name) => all.filter((one) => keyOf(one.name) === keyOf(name)))
  if (chosen.length === 0)
    throw new BellhopError('not_found', `None of the KPIs on ${spec.title} has figures here yet.`, {
      nextStep: 'Bring some with `/kpi import`, or look around with `/kpi sample`.',
    })
  const periods = [...new Set([said, ...spec.widgets.flatMap(({ period }) => period ?? [])])]
  const found = new Map<string, Standing>()
  for (const text of periods) {
    const period = periodFrom(text)
    for (const standing of await standings(kpis, org, chosen, period, today))
      found.set(`${JSON.stringify(period)} ${keyOf(standing.series.name)}`, standing)
  }
  return layOutBoard(spec, periodFrom(said), theme, (name, period) =>
    found.get(`${JSON.stringify(period)} ${keyOf(name)}`),
  )
}

/** How a dashboard that is not kept yet would look; nothing where there is nothing to show. */
export async function previewDashboard(
  { kpis, renderer }: Pick<Options, 'kpis' | 'renderer'>,
  org: string,
  spec: DashboardSpec,
  signal: AbortSignal,
): Promise<ReplyPart[]> {
  try {
    const shown = await layOutFor(kpis, org, spec, spec.period, 'light')
    const base64 = (await renderer.drawBoard(shown, signal)).toString('base64')
    return [{ kind: 'image', name: `${spec.name}.png`, mediaType: 'image/png', base64, twin: describeBoard(shown) }]
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof BellhopError) return [{ kind: 'text', text: `I cannot show it yet: ${error.message}` }]
    throw error
  }
}

/** What is looked at closely comes with its figures. */
function alone(spec: DashboardSpec, number: number): DashboardSpec {
  const widget = spec.widgets[number - 1]
  if (!widget)
    throw new BellhopError('not_found', `${spec.title} has ${spec.widgets.length} widgets, and no number ${number}.`)
  const own = widget.period ? { period: widget.period } : {}
  return { ...spec, widgets: 'table' in widget ? [widget] : [widget, { table: namesIn(widget), ...own }] }
}

/** A single KPI has a command of its own. */
function closerOf({ widgets }: DashboardSpec): { number: number; title: string }[] {
  return widgets.flatMap((widget, i) => {
    if ('metric' in widget) return []
    const kind = 'status' in widget ? 'Status' : 'table' in widget ? 'Table' : ''
    return [{ number: i + 1, title: widget.title ?? (kind || namesIn(widget).join(', ')) }]
  })
}

export function findDashboard(all: KnownDashboard[], name: string): KnownDashboard {
  const wanted = keyOf(name).replaceAll(' ', '-')
  const found = all.find(({ spec }) => spec.name === wanted || keyOf(spec.title) === keyOf(name))
  if (found) return found
  const near = suggest(
    wanted,
    all.map(({ spec }) => spec.name),
  )
  throw new BellhopError('not_found', `There is no dashboard “${name.slice(0, 40)}”.`, {
    nextStep: near ? `Did you mean \`${near}\`?` : 'See all of them with `/dashboard list`.',
  })
}

function present(loaded: LoadedDashboard): Reply {
  const { name, board: shown, png, trouble } = loaded
  const twin = describeBoard(shown)
  const picture: ReplyPart = png
    ? { kind: 'image', name: `${name}.png`, mediaType: 'image/png', base64: png, twin }
    : { kind: 'text', text: [trouble, twin].filter(Boolean).join('\n\n') }
  const buttons: ReplyPart = { kind: 'buttons', buttons: [...openButton(loaded.kept), ...buttonsFor(loaded)] }
  const what: ReplyPart = { kind: 'text', text: `**${escapeMarkdown(shown.title)}**, ${shown.subtitle}` }
  // The buttons stand under words of their own: some platforms show pictures as messages that have none.
  const parts = png ? [picture, what, ...troubleOf(loaded.kept), buttons] : [picture, buttons]
  return { audience: 'everyone', parts }
}

const periods = { mtd: 'Month', qtd: 'Quarter', ytd: 'Year', 'last 30d': '30 days' }
const mostDrilled = 3
const mostCloser = 5

function buttonsFor({ name, period, board: { theme }, kpis, widget, closer }: LoadedDashboard): Button[] {
  const dark = theme === 'dark' ? ' --dark' : ''
  const run = (label: string, value: string): Button => ({ label, action: 'run', value })
  const only = (number: number) => `dashboard${dark} --widget ${number} ${name} ${period}`
  if (widget !== undefined)
    return [
      run('Whole dashboard', `dashboard${dark} ${name} ${period}`),
      run('Refresh', only(widget)),
      ...kpis.slice(0, mostDrilled).map((kpi) => run(kpi, `kpi ${period} ${kpi}`)),
    ]
  return [
    run('Refresh', `dashboard${dark} ${name} ${period}`),
    ...Object.entries(periods)
      .filter(([other]) => other !== period.toLowerCase())
      .map(([other, label]) => run(label, `dashboard${dark} ${name} ${other}`)),
    run(theme === 'dark' ? 'Light' : 'Dark', `dashboard${theme === 'dark' ? '' : ' --dark'} ${name} ${period}`),
    run('Post it every Monday', `schedule every Monday 9:00: dashboard${dark} ${name} ${period}`),
    ...kpis.slice(0, mostDrilled).map((kpi) => run(kpi, `kpi ${period} ${kpi}`)),
    ...closer.slice(0, mostCloser).map(({ number, title }) => run(`🔍 ${title}`.slice(0, 60), only(number))),
  ]
}
