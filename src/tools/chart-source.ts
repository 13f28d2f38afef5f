// Where the figures of a chart are when they were not typed: in a file that came along, or among the KPIs.
import { z } from 'zod'
import {
  asKind,
  type ChartInput,
  type ChartKind,
  type ChartSpec,
  chartKinds,
  defineChart,
  isPlotted,
} from '../domain/chart.ts'
import { BellhopError } from '../domain/errors.ts'
import { filesOf, type Incoming } from '../domain/incoming.ts'
import { shownName } from '../domain/kpi.ts'
import { bucketSizeFor, chartBuckets, valueIn } from '../domain/measure-kpi.ts'
import type { Caller } from '../domain/person.ts'
import type { ToolCall } from '../domain/tool.ts'
import type { Kpis } from '../ports/kpis.ts'
import { labelsOf } from './board-charts.ts'
import { gaugeScale } from './gauge-scale.ts'
import { chosenFrom, periodFrom, type Standing, standings } from './kpi-standings.ts'
import type { QueryTable } from './query-table.ts'
import type { FetchFile } from './take-files.ts'

export const askedChart = z.object({
  from: z
    .enum(['file', 'kpis', 'query'])
    .describe('the file that came along, the KPIs of the company, or a saved query of an outside database'),
  kind: z.enum(chartKinds),
  what: z.string().default('').describe('the names of KPIs, with commas between, or that of the query'),
  period: z.string().default('last 6 months').describe('such as last 6 months, ytd or 2026-Q1'),
  /** As the command takes it by name. */
  look: z.record(z.string(), z.unknown()).default({}),
})

export type AskedChart = z.output<typeof askedChart>

export type ChartCall = Pick<ToolCall<unknown>, 'caller' | 'incoming' | 'signal'>

export type ChartSource = (asked: AskedChart, call: ChartCall) => Promise<ChartSpec>

type Options = {
  kpis: Kpis
  /** Whoever may draw may not for that see what the company keeps to others. */
  maySeeKpis(caller: Caller, incoming: Incoming | null): Promise<boolean>
  fetchFile: FetchFile
  queries: QueryTable
  /** What the command makes of text. */
  read(typed: { kind: ChartKind; data: string } & Record<string, unknown>): ChartSpec
}

const largestFile = 1_000_000

export function createChartSource(options: Options): ChartSource {
  return async (asked, call) => {
    const { caller, incoming } = call
    if (asked.from === 'file') return fromFile(options, asked, incoming)
    if (asked.from === 'query') return fromQuery(options, asked, call)
    if (await options.maySeeKpis(caller, incoming)) return fromKpis(options, asked, caller.org)
    throw new BellhopError('forbidden', 'You may not see KPIs here.', {
      nextStep: 'Ask an admin, or type the figures yourself: `/chart bar Jan=10 Feb=12`.',
    })
  }
}

async function fromFile({ fetchFile, read }: Options, { kind, look }: AskedChart, incoming: Incoming | null) {
  const [file, another] = incoming ? filesOf(incoming) : []
  if (another) throw new BellhopError('invalid', 'I draw one file at a time.')
  if (!incoming || !file) {
    const quoted = incoming?.quoted?.text
    if (quoted) return drawn('what stands there', readable, () => read({ ...look, kind, data: quoted }))
    throw new BellhopError('invalid', 'There are no figures to draw.', { nextStep: expected(kind) })
  }
  if (file.bytes > largestFile)
    throw new BellhopError('invalid', 'I draw files of at most 1 MB.', { nextStep: 'Sum it up before you send it.' })
  const text = (await fetchFile(incoming, file)).toString('utf8').replace(/^\ufeff/, '')
  const title = file.name.replace(/\.\w+$/, '').slice(0, 120)
  return drawn('that file', readable, () => read({ title, ...look, kind, data: text }))
}

const readable =
  'The first line names the columns, each other line has a label and its figures: `Month,Guests` and `Jan,10`.'

async function fromQuery({ queries, read }: Options, { kind, what, look }: AskedChart, call: ChartCall) {
  const { name, csv } = await queries(what, call)
  const wanted = 'Its first column names the rows, the others are figures: `select month, sum(total) …`.'
  return drawn('what that query brings', wanted, () => read({ title: name, ...look, kind, data: csv, hasHead: true }))
}

/** What cannot be drawn is said of what was to be drawn. */
function drawn(what: string, nextStep: string, read: () => ChartSpec): ChartSpec {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof BellhopError)) throw error
    const why = error.message.replace(/^I cannot draw that: |\.$/g, '')
    throw new BellhopError('invalid', `I cannot draw ${what}: ${why}.`, { nextStep })
  }
}

async function fromKpis({ kpis }: Options, asked: AskedChart, org: string | null): Promise<ChartSpec> {
  const { kind, what, period: said } = asked
  if (!org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no KPIs.')
  if (kind === 'scatter' || kind === 'timeline')
    throw new BellhopError('invalid', `KPIs are not drawn as a ${kind}.`, { nextStep: 'Draw a line, bars or an area.' })
  const period = periodFrom(said)
  const [all, today] = await Promise.all([kpis.series(org), kpis.today(org)])
  const chosen = named(all, what, kind)
  const found = await standings(kpis, org, chosen, period, today)
  const spec = kind === 'gauge' ? gaugeOf(found, asked) : courseOf(found, asked)
  return defineChart({ ...spec, ...lookOf(asked) } as ChartInput)
}

function named(all: Parameters<typeof chosenFrom>[0], what: string, kind: ChartKind) {
  try {
    const whole = all.some(({ name }) => name.toLowerCase() === what.trim().toLowerCase())
    const names = whole ? [what] : what.split(/\s*(?:,|&|\band\b)\s*/i).filter(Boolean)
    return [...new Set(names.flatMap((name) => chosenFrom(all, name)))].slice(0, 6)
  } catch (error) {
    if (!(error instanceof BellhopError)) throw error
    throw new BellhopError('invalid', `I see no figures in that. ${error.message}`, {
      nextStep: `${error.nextStep?.startsWith('Did') ? `${error.nextStep} ` : ''}${expected(kind)}`,
    })
  }
}

function expected(kind: ChartKind): string {
  return `Type them like \`/chart ${kind} Jan=10 Feb=12\`, attach a CSV file, or name KPIs: \`/chart line revenue last 6 months\`.`
}

function courseOf(found: Standing[], { kind, period }: AskedChart): ChartSpec {
  const [first] = found
  if (!first) throw new BellhopError('not_found', 'There are no figures to draw.')
  const { span } = first.measured
  const size = bucketSizeFor(span)
  const buckets = chartBuckets(span, size)
  const names = found.map(({ series }) => shownName(series))
  const units = new Set(found.map(({ series }) => series.unit))
  const line = {
    title: `${names.join(', ').slice(0, 80)} by ${size}, ${period}`,
    ...(units.size === 1 && first.series.unit ? { unit: first.series.unit.slice(0, 12) } : {}),
  }
  const isTotals = kind === 'pie' || kind === 'doughnut' || kind === 'funnel'
  if (isTotals && found.length > 1)
    return defineChart({
      ...line,
      kind,
      title: `${period}${found.every(({ series }) => series.isSample) ? ' (sample)' : ''}`,
      labels: found.map(({ series }) => series.name),
      series: [{ values: found.map(({ measured }) => measured.value) }],
    })
  const values = (one: Standing) => buckets.map((bucket) => valueIn(one.series.aggregate, one.points, bucket))
  const drawn = defineChart({
    ...line,
    kind: 'line',
    labels: labelsOf(buckets, size),
    series: found.map((one, i) => ({ name: names[i] ?? '', values: values(one) })),
  })
  const turned = isPlotted(drawn) && kind !== 'line' ? asKind(drawn, kind as never) : drawn
  if (turned) return turned
  throw new BellhopError('invalid', `These figures do not fit a ${kind}.`, {
    nextStep: 'Draw a line, bars or an area.',
  })
}

function gaugeOf(found: Standing[], { period }: AskedChart): ChartSpec {
  const [only, another] = found
  if (!only || another) throw new BellhopError('invalid', 'A gauge shows one KPI.', { nextStep: 'Name one of them.' })
  const { series, measured } = only
  const { value, target } = measured
  if (value === null)
    throw new BellhopError('not_found', `${series.name} has no figures in that period.`, {
      nextStep: 'Name another one, such as `last 12 months`.',
    })
  return defineChart({
    kind: 'gauge',
    title: `${shownName(series)}, ${period}`,
    ...(series.unit ? { unit: series.unit.slice(0, 12) } : {}),
    ...{ value, ...gaugeScale(series, { value, target }) },
    ...(target === null ? {} : { target: { value: target } }),
  })
}

/** What was asked for by name comes before what the figures say. */
function lookOf({ kind, look }: AskedChart): Record<string, unknown> {
  const { title, subtitle, unit, decimals, x, y, target, min, max, stacked, horizontal, dark, svg } = look
  const hasAxes = kind === 'line' || kind === 'bar' || kind === 'area'
  return {
    ...given({ title, subtitle, unit, decimals, svg }),
    ...(hasAxes ? given({ xTitle: x, yTitle: y, stacked, horizontal }) : {}),
    ...(kind === 'gauge' ? given({ min, max }) : {}),
    ...(target === undefined ? {} : { target: { value: target } }),
    theme: dark ? 'dark' : 'light',
  }
}

function given(all: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
