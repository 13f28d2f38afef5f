// The charts of a board: how KPIs went, how far along they are, what becomes of whom, when they were off target.
import type { Board } from '../domain/board.ts'
import { type ChartInput, type ChartSpec, chartSpec } from '../domain/chart.ts'
import type { Widget } from '../domain/dashboard.ts'
import { addDays, type Day, showDay, showMonth } from '../domain/days.ts'
import { type KpiSeries, keyOf, shownName } from '../domain/kpi.ts'
import { type BucketSize, bucketSizeFor, chartBuckets, targetIn, valueIn } from '../domain/measure-kpi.ts'
import type { Span } from '../domain/period.ts'
import { gaugeScale, type Scale } from './gauge-scale.ts'
import type { Standing } from './kpi-standings.ts'

export const noFigures = 'no figures'
export const onTarget = 'never off its target'

const longestTitle = 100

export type Charted = Exclude<Widget, { metric: string } | { table: string[] } | { status: string[] }>

/** The chart, or why there is none. */
export function chartFor(widget: Charted, standings: Standing[], theme: Board['theme']): ChartSpec | string {
  const [first] = standings
  if (!first) return noFigures
  const all = standings.map(({ series }) => series.name).join(', ')
  const name = widget.title ?? (all.length > longestTitle ? `${all.slice(0, longestTitle)}…` : all)
  const title = shownName({ name, isSample: standings.some(({ series }) => series.isSample) })
  const look = { theme, title, ...unitOf(standings.map(({ series }) => series)) }
  const input = inputFor(widget, standings, first)
  if (typeof input === 'string') return input
  const parsed = chartSpec.safeParse({ ...look, ...input })
  return parsed.success ? parsed.data : (parsed.error.issues[0]?.message ?? noFigures)
}

function inputFor(widget: Charted, standings: Standing[], first: Standing): Partial<ChartInput> | string {
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

function gaugeOf(widget: Partial<Scale>, { series, measured }: Standing): Partial<ChartInput> | string {
  const { value, target } = measured
  if (value === null) return noFigures
  const { min, max } = gaugeScale(series, { value, target }, widget)
  const isUp = series.direction === 'up'
  const bands =
    target === null || target <= min || target >= max
      ? []
      : [
          { value: min, tone: isUp ? ('bad' as const) : ('good' as const) },
          { value: target, tone: isUp ? ('good' as const) : ('bad' as const) },
        ]
  return {
    ...{ kind: 'gauge' as const, value, min, max, thresholds: bands },
    ...(target === null ? {} : { target: { value: target } }),
  }
}

const mostStretches = 8

/** When each missed its target: days that follow each other are one stretch. */
function timelineOf(standings: Standing[]): Partial<ChartInput> | string {
  const items = standings.flatMap(({ series, points, measured }) => {
    const stretches: { label: string; start: Day; end: Day }[] = []
    for (const { day, value } of points) {
      if (day < measured.span.from || day > measured.span.to || !misses(series, day, value)) continue
      const last = stretches.at(-1)
      // What is missed on both sides of a weekend is missed in one go.
      if (last && day <= addDays(last.end, 3)) last.end = day
      else stretches.push({ label: `${series.name} off target`, start: day, end: day })
    }
    return stretches
  })
  const longest = items.toSorted((a, b) => spanOf(b) - spanOf(a)).slice(0, mostStretches)
  const shown = longest.toSorted((a, b) => (a.start < b.start ? -1 : 1))
  if (shown.length > 0) return { kind: 'timeline', items: shown }
  if (standings.every(({ measured }) => measured.value === null)) return noFigures
  return standings.some(({ measured }) => measured.target !== null) ? onTarget : 'has no target to miss'
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
