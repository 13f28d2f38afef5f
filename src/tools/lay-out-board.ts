// From what a dashboard says and what the figures are to a board that can be drawn. Every number on it comes from stored figures.
import type { Board, BoardBlock, Tile } from '../domain/board.ts'
import { type ChartInput, type ChartSpec, chartSpec } from '../domain/chart.ts'
import type { DashboardSpec, Widget } from '../domain/dashboard.ts'
import { addDays, type Day, showDay, showMonth } from '../domain/days.ts'
import { type KpiSeries, keyOf, shownName } from '../domain/kpi.ts'
import {
  type BucketSize,
  bucketSizeFor,
  chartBuckets,
  type Measured,
  targetIn,
  valueIn,
} from '../domain/measure-kpi.ts'
import { type Period, type Span, showSpan } from '../domain/period.ts'
import { showChange, showTarget, showValue } from '../domain/show-kpi.ts'
import { periodFrom, type Standing } from './kpi-standings.ts'

/** How the KPIs of that name stand in that period; undefined where there is none of that name. */
export type StandingIn = (name: string, period: Period) => Standing | undefined

export function layOutBoard(
  dashboard: DashboardSpec,
  period: Period,
  theme: Board['theme'],
  standingIn: StandingIn,
): Board {
  const blocks: BoardBlock[] = []
  const spans = new Set<string>()
  let hasSample = false
  const found = (name: string, own: string | undefined) => {
    const standing = standingIn(name, own ? periodFrom(own) : period)
    if (standing && !own) spans.add(showSpan(standing.measured.span))
    hasSample ||= standing?.series.isSample ?? false
    return standing
  }
  for (const widget of dashboard.widgets) add(blocks, blockFor(widget, theme, found))
  const [span] = spans
  const when = spans.size === 1 && span ? span : 'each up to its last figure'
  return { title: dashboard.title, subtitle: hasSample ? `${when} · sample figures` : when, theme, blocks }
}

/** Tiles that follow each other stand beside each other. */
function add(blocks: BoardBlock[], block: BoardBlock): void {
  const last = blocks.at(-1)
  if (block.kind === 'tiles' && last?.kind === 'tiles') last.tiles.push(...block.tiles)
  else blocks.push(block)
}

type Find = (name: string, period: string | undefined) => Standing | undefined

function blockFor(widget: Widget, theme: Board['theme'], find: Find): BoardBlock {
  const { period, title } = widget
  if ('metric' in widget) return { kind: 'tiles', tiles: [tileOf(widget.metric, title, find(widget.metric, period))] }
  if ('table' in widget) return tableOf(widget.table, title, (name) => find(name, period))
  if ('status' in widget) return lightsOf(widget.status, title, (name) => find(name, period))
  const standings = namesOf(widget).flatMap((name) => find(name, period) ?? [])
  const drawn = chartFor(widget, standings, theme)
  const name = title ?? namesOf(widget).join(', ')
  return drawn ? { kind: 'chart', spec: drawn } : { kind: 'tiles', tiles: [tileOf(name, title, undefined)] }
}

function namesOf(widget: Exclude<Widget, { metric: string } | { table: string[] } | { status: string[] }>): string[] {
  if ('chart' in widget) return widget.chart
  if ('funnel' in widget) return widget.funnel
  return 'gauge' in widget ? [widget.gauge] : widget.timeline
}

function tileOf(name: string, title: string | undefined, standing: Standing | undefined): Tile {
  if (!standing) return { label: title ?? name, value: '–', note: 'no figures', tone: 'none', trend: [] }
  const { series, measured } = standing
  const change = showChange(measured, series)
  const target = showTarget(measured, series)
  const note = [change === '–' ? '' : change, target === '–' ? '' : `target ${target}`]
  return {
    label: title ?? series.name,
    value: showValue(measured.value, series),
    note: note.filter(Boolean).join(' · ') || (measured.value === null ? 'no figures' : ''),
    tone: toneOf(measured),
    trend: measured.trend,
  }
}

function toneOf({ isGood }: Measured): Tile['tone'] {
  return isGood === null ? 'none' : isGood ? 'good' : 'bad'
}

function tableOf(names: string[], title: string | undefined, find: (name: string) => Standing | undefined): BoardBlock {
  const rows = names.map((name) => {
    const standing = find(name)
    if (!standing) return [name, '–', '–', '–']
    const { series, measured } = standing
    return [series.name, showValue(measured.value, series), showChange(measured, series), showTarget(measured, series)]
  })
  return { kind: 'table', title: title ?? '', columns: ['', 'Value', 'Change', 'Target'], rows }
}

function lightsOf(
  names: string[],
  title: string | undefined,
  find: (name: string) => Standing | undefined,
): BoardBlock {
  const lights = names.map((name) => {
    const standing = find(name)
    if (!standing) return { label: name, note: 'no figures', tone: 'none' as const }
    const { series, measured } = standing
    const aim = measured.target === null ? 'no target' : `target ${showTarget(measured, series).replace(/^[✓✗] /, '')}`
    return { label: series.name, note: `${showValue(measured.value, series)}, ${aim}`, tone: toneOf(measured) }
  })
  return { kind: 'status', title: title ?? 'Status', lights }
}

type Charted = Exclude<Widget, { metric: string } | { table: string[] } | { status: string[] }>

/** Nothing where there is too little to draw. */
function chartFor(widget: Charted, standings: Standing[], theme: Board['theme']): ChartSpec | undefined {
  const [first] = standings
  if (!first) return undefined
  const title = widget.title ?? standings.map(({ series }) => series.name).join(', ')
  const look = { theme, title, ...unitOf(standings.map(({ series }) => series)) }
  const input = inputFor(widget, standings, first)
  const parsed = input && chartSpec.safeParse({ ...look, ...input })
  return parsed?.success ? parsed.data : undefined
}

function inputFor(widget: Charted, standings: Standing[], first: Standing): Partial<ChartInput> | undefined {
  if ('gauge' in widget) return gaugeOf(widget, first)
  if ('funnel' in widget)
    return {
      kind: 'funnel',
      labels: standings.map(({ series }) => series.name),
      series: [{ name: '', values: standings.map(({ measured }) => measured.value) }],
    }
  if ('timeline' in widget) return timelineOf(standings)
  return { kind: widget.as, ...plottedOver(standings, first.measured.span) }
}

function plottedOver(standings: Standing[], span: Span) {
  const size = bucketSizeFor(span)
  const buckets = chartBuckets(span, size)
  return {
    labels: labelsOf(buckets, size),
    series: standings.map(({ series, points }) => ({
      name: series.name,
      values: buckets.map((bucket) => valueIn(series.aggregate, points, bucket)),
    })),
  }
}

export function labelsOf(buckets: Span[], size: BucketSize): string[] {
  return buckets.map(({ from }) => (size === 'month' ? showMonth(from) : showDay(from, true)))
}

function gaugeOf(widget: { min?: number | undefined; max?: number | undefined }, { series, measured }: Standing) {
  const { value, target } = measured
  if (value === null) return undefined
  const top = widget.max ?? (series.unit === '%' ? 100 : Math.max(value, target ?? 0) * 1.25)
  const bottom = widget.min ?? Math.min(0, value)
  const isUp = series.direction === 'up'
  const bands =
    target === null || target <= bottom || target >= top
      ? []
      : [
          { value: bottom, tone: isUp ? ('bad' as const) : ('good' as const) },
          { value: target, tone: isUp ? ('good' as const) : ('bad' as const) },
        ]
  return {
    kind: 'gauge' as const,
    value,
    min: bottom,
    max: top,
    ...(target === null ? {} : { target: { value: target } }),
    thresholds: bands,
  }
}

const mostStretches = 8

/** When each missed its target: days that follow each other are one stretch. */
function timelineOf(standings: Standing[]): Partial<ChartInput> | undefined {
  const items = standings.flatMap(({ series, points, measured }) => {
    const stretches: { label: string; start: Day; end: Day }[] = []
    for (const { day, value } of points) {
      if (day < measured.span.from || day > measured.span.to || !misses(series, day, value)) continue
      const last = stretches.at(-1)
      // What is missed on both sides of a weekend is missed in one go.
      if (last && day <= addDays(last.end, 3)) last.end = day
      else stretches.push({ label: `${shownName({ ...series, isSample: false })} off target`, start: day, end: day })
    }
    return stretches
  })
  const longest = items.toSorted((a, b) => spanOf(b) - spanOf(a)).slice(0, mostStretches)
  const shown = longest.toSorted((a, b) => (a.start < b.start ? -1 : 1))
  return shown.length > 0 ? { kind: 'timeline', items: shown } : undefined
}

function misses(series: KpiSeries, day: Day, value: number): boolean {
  const target = targetIn(series, { from: day, to: day })
  if (target === null) return false
  return series.direction === 'up' ? value < target : value > target
}

function spanOf({ start, end }: { start: Day; end: Day }): number {
  return Date.parse(end) - Date.parse(start)
}

/** Where they share one. */
function unitOf(all: KpiSeries[]): { unit?: string } {
  const units = new Set(all.map(({ unit }) => keyOf(unit)))
  const [series] = all
  return units.size === 1 && series?.unit ? { unit: series.unit.slice(0, 12) } : {}
}
