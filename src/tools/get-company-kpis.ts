// How the company stands: each figure, its change, its target and its trend. Every number comes from stored figures.
import { z } from 'zod'
import { type ChartSpec, chartSpec, defineChart } from '../domain/chart.ts'
import { showDay, showMonth } from '../domain/days.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import { shownName } from '../domain/kpi.ts'
import { bucketSizeFor, chartBuckets, valueIn } from '../domain/measure-kpi.ts'
import { periodForms, showSpan } from '../domain/period.ts'
import type { Button, Reply, ReplyPart } from '../domain/reply.ts'
import { showChange, showTarget, showValue, sparkline } from '../domain/show-kpi.ts'
import { defineTool, type Tool } from '../domain/tool.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import type { Kpis } from '../ports/kpis.ts'
import { periodFrom, type Standing, standingsOf } from './kpi-standings.ts'

const input = z.object({
  period: z.string().trim().default('mtd').describe(periodForms),
  kpi: z.string().trim().default('').describe('the name of one, a unit or an owner; nothing for all'),
})

const row = z.object({
  name: z.string(),
  span: z.string(),
  value: z.number().nullable(),
  valueBefore: z.number().nullable(),
  change: z.number().nullable(),
  target: z.number().nullable(),
  isGood: z.boolean().nullable(),
  shown: z.object({ value: z.string(), before: z.string(), change: z.string(), target: z.string(), trend: z.string() }),
  before: z.string(),
  owner: z.string(),
  /** Of when the newest figure is, where the span has none. */
  newest: z.string().optional(),
})

const output = z.object({
  period: z.string(),
  rows: z.array(row),
  /** Of one alone. */
  chart: chartSpec.optional(),
  png: z.base64().optional(),
})

type Input = z.output<typeof input>
type Kpi = z.output<typeof row>
export type CompanyKpis = z.output<typeof output>

export function getCompanyKpis(kpis: Kpis, renderer: Pick<ChartRenderer, 'draw'>): Tool<Input, CompanyKpis> {
  return defineTool<Input, CompanyKpis>({
    name: 'get_company_kpis',
    description: 'The KPIs of the company in a period: value, change against the same span before, target and trend',
    input,
    output,
    effect: 'read',
    repeat: 'safe',
    permission: 'member',
    right: 'kpi:read',
    limit: { perMinute: 30 },
    async run({ input: { period: said, kpi }, caller, signal }) {
      if (!caller.org) throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no KPIs.')
      const period = periodFrom(said)
      const found = await standingsOf(kpis, caller.org, period, kpi)
      const rows = found.map(rowOf)
      const [only] = found
      const chart = found.length === 1 && only ? chartOf(only) : undefined
      const png = chart && (await drawn(renderer, chart, signal))
      return { period: said, rows, ...(chart ? { chart } : {}), ...(png ? { png } : {}) }
    },
    present,
  })
}

function rowOf({ series, points, measured }: Standing): Kpi {
  const { span, before, trend, ...figures } = measured
  const last = points.at(-1)?.day
  return {
    name: shownName(series),
    span: showSpan(span),
    before: showSpan(before),
    owner: series.owner,
    ...(figures.value === null && last && last < span.from ? { newest: last } : {}),
    ...figures,
    shown: {
      value: showValue(figures.value, series),
      before: showValue(figures.valueBefore, series),
      change: showChange(measured, series),
      target: showTarget(measured, series),
      trend: sparkline(trend),
    },
  }
}

/** The span and the one before it as far as there are figures. */
function chartOf({ series, points, measured }: Standing): ChartSpec | undefined {
  const whole = { from: measured.before.from, to: measured.span.to }
  const size = bucketSizeFor(whole)
  const buckets = chartBuckets(whole, size)
  const values = buckets.map((bucket) => valueIn(series.aggregate, points, bucket))
  if (values.filter((value) => value !== null).length < 2) return undefined
  const labels = buckets.map(({ from }) => (size === 'month' ? showMonth(from) : showDay(from, true)))
  if (new Set(labels).size < labels.length) return undefined
  return defineChart({
    kind: 'line',
    title: `${shownName(series)} by ${size}, ${showSpan(whole)}`,
    ...(series.unit ? { unit: series.unit.slice(0, 12) } : {}),
    labels,
    series: [{ name: series.name, values }],
  })
}

/** Without a picture the words of the chart serve. */
async function drawn(renderer: Pick<ChartRenderer, 'draw'>, spec: ChartSpec, signal: AbortSignal) {
  try {
    return (await renderer.draw(spec, signal)).toString('base64')
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof BellhopError) return undefined
    throw error
  }
}

function present({ period, rows, chart, png }: CompanyKpis): Reply {
  const [only] = rows
  const parts: ReplyPart[] = rows.length === 1 && only ? single(only) : table(rows)
  if (chart) parts.push({ kind: 'chart', spec: chart, ...(png ? { image: png } : {}) })
  return {
    audience: 'everyone',
    parts: [...parts, { kind: 'buttons', buttons: [...whereFiguresAre(rows), ...otherPeriods(period, rows)] }],
  }
}

function single({ name, span, before, owner, newest, shown }: Kpi): ReplyPart[] {
  const fields = [
    { name: `${name}, ${span}`, value: newest ? `no figures yet; the newest are of ${showDay(newest)}` : shown.value },
    {
      name: `Against ${before}`,
      value: shown.change === '–' ? 'nothing to compare with' : `${shown.change} (${shown.before})`,
    },
    ...(shown.target === '–' ? [] : [{ name: 'Target', value: shown.target }]),
    ...(shown.trend === '–' ? [] : [{ name: 'Trend', value: shown.trend }]),
    ...(owner ? [{ name: 'Owner', value: owner }] : []),
  ]
  return [{ kind: 'fields', fields }]
}

function table(all: Kpi[]): ReplyPart[] {
  const rows = all.slice(0, mostRows)
  const spans = [...new Set(rows.map(({ span }) => span))]
  const when = spans.length === 1 ? escapeMarkdown(spans[0] ?? '') : 'Each up to its last figure'
  const isSample = all.every(({ name }) => name.endsWith(sampleMark))
  const heading = `**${when}**${isSample ? ' · sample figures' : ''}`
  const columns = ['KPI', ...(spans.length === 1 ? [] : ['Days']), 'Value', 'Change', 'Target', 'Trend']
  const cells = rows.map(({ name, span, shown }) => [
    ...[isSample ? bare(name) : name, ...(spans.length === 1 ? [] : [span])],
    // As much of it as stands on one line of a phone.
    ...[shown.value, shown.change, shown.target, shown.trend.slice(-8)],
  ])
  const twin = cells.map((line) => line.join(' · ')).join('\n')
  return [
    { kind: 'text', text: heading },
    { kind: 'table', columns, rows: cells, twin },
    ...yetToCome(rows),
    ...(all.length > mostRows ? [{ kind: 'text' as const, text: onlyFirst(all.length) }] : []),
  ]
}

/** Longer lists nobody reads, and some platforms show as a wall of text. */
const mostRows = 50

function onlyFirst(count: number): string {
  return `The first ${mostRows} of ${count}. Name one, a part of its name, a unit or an owner to see others: \`/kpi mtd revenue\`.`
}

const sampleMark = ' (sample)'

function bare(name: string): string {
  return name.endsWith(sampleMark) ? name.slice(0, -sampleMark.length) : name
}

const periods = { mtd: 'Month', qtd: 'Quarter', ytd: 'Year', 'last 30d': '30 days' }

/** On the first of a month nothing of it may be known yet. */
function yetToCome(rows: Kpi[]): ReplyPart[] {
  const newest = newestOf(rows)
  return newest ? [{ kind: 'text', text: `A – has no figures yet: the newest are of ${showDay(newest)}.` }] : []
}

function whereFiguresAre(rows: Kpi[]): Button[] {
  const newest = newestOf(rows)
  const month = newest?.slice(0, 7)
  return newest ? [{ label: showMonth(newest), action: 'run', value: `kpi ${month}${aboutOne(rows)}` }] : []
}

function newestOf(rows: Kpi[]): string | undefined {
  return rows
    .flatMap(({ newest }) => newest ?? [])
    .toSorted()
    .at(-1)
}

function aboutOne([only, another]: Kpi[]): string {
  return only && !another ? ` ${bare(only.name)}` : ''
}

function otherPeriods(period: string, rows: Kpi[]): Button[] {
  const about = aboutOne(rows)
  return Object.entries(periods)
    .filter(([name]) => name !== period.toLowerCase())
    .map(([name, label]) => ({ label, action: 'run', value: `kpi ${name}${about}` }))
}
