// Tables and charts in Slack's own blocks, where the figures fit its limits; undefined where they do not.
import { type ChartSpec, isPlotted, type Plotted } from '../../src/domain/chart.ts'
import { escapeMarkdown } from '../../src/domain/escape-markdown.ts'
import type { ReplyPart } from '../../src/domain/reply.ts'
import { type Block, shortened } from './blocks.ts'
import type { Json } from './json.ts'

type Table = Extract<ReplyPart, { kind: 'table' }>

/** The header counts as a row. */
const tableLimits = { rows: 101, columns: 20, characters: 10_000 }
const chartLimits = { series: 12, points: 20, label: 20, title: 50 }

export function tableBlock({ columns, rows, twin }: Table): Block | undefined {
  const all = [columns, ...rows]
  const characters = all.flat().reduce((sum, cell) => sum + Math.max(cell.length, 1), 0)
  const fits =
    rows.length > 0 &&
    all.length <= tableLimits.rows &&
    columns.length > 0 &&
    columns.length <= tableLimits.columns &&
    characters <= tableLimits.characters &&
    rows.every((row) => row.length === columns.length)
  if (!fits) return undefined
  return {
    type: 'data_table',
    caption: shortened(captionOf(twin, [columns, ...rows]) ?? (columns.join(', ').trim() || 'Table'), 200),
    rows: [
      columns.map((name) => cellOf(name)),
      ...rows.map((row) => row.map((text) => numberOf(text) ?? cellOf(text))),
    ],
    page_size: Math.min(Math.max(rows.length, 1), 20),
  }
}

/** Its words as CommonMark. Where they are nothing but the rows they are made anew, since cells are plain. */
export function tableWords({ columns, rows, twin }: Table): string {
  if (captionOf(twin, [columns, ...rows]) !== undefined) return twin
  return [columns, ...rows].map((row) => row.map((cell) => escapeMarkdown(cell)).join(' · ')).join('\n')
}

/** What its words begin with, unless that is a row too. */
function captionOf(twin: string, rows: string[][]): string | undefined {
  const first = twin.split('\n')[0]?.trim() ?? ''
  const without = (row: string[]) => row.reduce((left, cell) => left.replace(cell.trim(), ''), first)
  const isRow = rows.some((row) => !/[\p{L}\p{N}]/u.test(without(row)))
  return isRow ? undefined : first
}

export function chartBlock(spec: ChartSpec): Block | undefined {
  if (!isPlotted(spec) || !isPlain(spec)) return undefined
  const drawn = spec.kind === 'pie' ? pieOf(spec) : plotOf(spec)
  return (
    drawn && { type: 'data_visualization', title: shortened(spec.title || 'Chart', chartLimits.title), chart: drawn }
  )
}

/** Slack draws figures and nothing around them. */
function isPlain({ theme, subtitle, stacked, horizontal, target, thresholds, annotations }: Plotted): boolean {
  const hasMarks = target !== undefined || thresholds.length > 0 || annotations.length > 0
  return theme === 'light' && !subtitle && !stacked && !horizontal && !hasMarks
}

function cellOf(text: string): Json {
  return { type: 'raw_text', text: text || '–' }
}

/** Numbers sort as numbers; what is shown stays as it was written. */
function numberOf(text: string): Json | undefined {
  const isNumber = /^[+-]?\d{1,15}(?:\.\d+)?$/.test(text)
  return isNumber ? { type: 'raw_number', value: Number(text), text } : undefined
}

function pieOf({ labels, series }: Plotted): Json | undefined {
  const segments = labels.map((label, i) => ({ label, value: series[0]?.values[i] ?? 0 }))
  const fits =
    series.length === 1 &&
    segments.length <= chartLimits.series &&
    segments.every(({ label, value }) => isLabel(label) && value > 0)
  return fits ? { type: 'pie', segments } : undefined
}

function plotOf({ kind, labels, series, unit, xTitle, yTitle = unit }: Plotted): Json | undefined {
  const data = series.map(({ name, values }) => ({
    name: name || 'Values',
    data: labels.map((label, i) => ({ label, value: values[i] ?? null })),
  }))
  const names = data.map(({ name }) => name)
  const fits =
    (kind === 'line' || kind === 'bar' || kind === 'area') &&
    labels.length <= chartLimits.points &&
    isDistinct(labels) &&
    isDistinct(names) &&
    [...labels, ...names].every(isLabel) &&
    data.every((one) => one.data.every(({ value }) => value !== null))
  if (!fits) return undefined
  const titles = {
    ...(xTitle ? { x_label: shortened(xTitle, chartLimits.title) } : {}),
    ...(yTitle ? { y_label: shortened(yTitle, chartLimits.title) } : {}),
  }
  return { type: kind, series: data, axis_config: { categories: labels, ...titles } }
}

function isLabel(text: string): boolean {
  return text.length > 0 && text.length <= chartLimits.label
}

function isDistinct(texts: string[]): boolean {
  return new Set(texts).size === texts.length
}
