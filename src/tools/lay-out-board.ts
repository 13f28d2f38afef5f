// From what a dashboard says and what the figures are to a board that can be drawn. Every number on it comes from stored figures.
import type { Board, BoardBlock, Tile } from '../domain/board.ts'
import type { DashboardSpec, Widget } from '../domain/dashboard.ts'
import { showDay } from '../domain/days.ts'
import { shownName } from '../domain/kpi.ts'
import type { Measured } from '../domain/measure-kpi.ts'
import { type Period, showSpan } from '../domain/period.ts'
import { showChange, showTarget, showValue } from '../domain/show-kpi.ts'
import { type Charted, chartFor, noFigures, onTarget } from './board-charts.ts'
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
  return typeof drawn === 'string' ? { kind: 'tiles', tiles: [undrawn(name, drawn)] } : { kind: 'chart', spec: drawn }
}

function undrawn(label: string, note: string): Tile {
  const isGood = note === onTarget
  return { label, value: isGood ? '✓' : '–', note, tone: isGood ? 'good' : 'none', trend: [] }
}

function namesOf(widget: Charted): string[] {
  if ('chart' in widget) return widget.chart
  if ('funnel' in widget) return widget.funnel
  return 'gauge' in widget ? [widget.gauge] : widget.timeline
}

function tileOf(name: string, title: string | undefined, standing: Standing | undefined): Tile {
  if (!standing) return undrawn(title ?? name, noFigures)
  const { series, measured } = standing
  const change = showChange(measured, series)
  const target = showTarget(measured, series)
  const note = [change === '–' ? '' : change, target === '–' ? '' : `target ${target}`]
  return {
    label: shownName({ ...series, name: title ?? series.name }),
    value: showValue(measured.value, series),
    note: measured.value === null ? absenceOf(standing) : note.filter(Boolean).join(' · '),
    tone: toneOf(measured),
    trend: measured.trend,
  }
}

/** On the first of a month nothing of it may be known yet. */
function absenceOf({ points, measured }: Standing): string {
  const newest = points.at(-1)?.day
  return newest && newest < measured.span.from ? `${noFigures} since ${showDay(newest, true)}` : noFigures
}

/** The title of what shows a sample says so. */
function marked(name: string, names: string[], find: (name: string) => Standing | undefined): string {
  return shownName({ name, isSample: names.some((one) => find(one)?.series.isSample) })
}

function toneOf({ isGood }: Measured): Tile['tone'] {
  return isGood === null ? 'none' : isGood ? 'good' : 'bad'
}

function tableOf(names: string[], title: string | undefined, find: (name: string) => Standing | undefined): BoardBlock {
  const rows = names.map((name) => {
    const standing = find(name)
    if (!standing) return [name, '–', '–', '–']
    const { series, measured } = standing
    return [
      title ? series.name : shownName(series),
      showValue(measured.value, series),
      showChange(measured, series),
      showTarget(measured, series),
    ]
  })
  return {
    kind: 'table',
    title: title ? marked(title, names, find) : '',
    columns: ['', 'Value', 'Change', 'Target'],
    rows,
  }
}

function lightsOf(
  names: string[],
  title: string | undefined,
  find: (name: string) => Standing | undefined,
): BoardBlock {
  const lights = names.map((name) => {
    const standing = find(name)
    if (!standing) return { label: name, note: noFigures, tone: 'none' as const }
    const { series, measured } = standing
    if (measured.value === null) return { label: series.name, note: absenceOf(standing), tone: 'none' as const }
    const aim = measured.target === null ? 'no target' : `target ${showTarget(measured, series).replace(/^[✓✗] /, '')}`
    return { label: series.name, note: `${showValue(measured.value, series)}, ${aim}`, tone: toneOf(measured) }
  })
  return { kind: 'status', title: marked(title ?? 'Status', names, find), lights }
}
