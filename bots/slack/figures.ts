// Tables and charts in Slack's own blocks, where the figures fit its limits; undefined where they do not.
import type { ReplyPart } from '../../src/domain/reply.ts'
import { type Block, shortened } from './blocks.ts'
import type { Json } from './json.ts'

type Table = Extract<ReplyPart, { kind: 'table' }>
type Chart = Extract<ReplyPart, { kind: 'chart' }>

/** The header counts as a row. */
const tableLimits = { rows: 100, columns: 20, characters: 10_000 }
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
    caption: shortened(twin.split('\n')[0]?.trim() || columns.join(', '), 200),
    rows: [
      columns.map((name) => cellOf(name)),
      ...rows.map((row) => row.map((text) => numberOf(text) ?? cellOf(text))),
    ],
    page_size: Math.min(Math.max(rows.length, 1), 20),
  }
}

export function chartBlock({ chart, title, series }: Chart): Block | undefined {
  const drawn = chart === 'pie' ? pieOf(series) : plotOf(chart, series)
  return drawn && { type: 'data_visualization', title: shortened(title || 'Chart', chartLimits.title), chart: drawn }
}

function cellOf(text: string): Json {
  return { type: 'raw_text', text: text || '–' }
}

/** Numbers sort as numbers; what is shown stays as it was written. */
function numberOf(text: string): Json | undefined {
  const isNumber = /^[+-]?\d{1,15}(?:\.\d+)?$/.test(text)
  return isNumber ? { type: 'raw_number', value: Number(text), text } : undefined
}

function pieOf(series: Chart['series']): Json | undefined {
  const [only, ...others] = series
  if (!only || others.length > 0) return undefined
  const fits =
    only.points.length > 0 &&
    only.points.length <= chartLimits.series &&
    only.points.every(({ label, value }) => isLabel(label) && Number.isFinite(value) && value > 0)
  return fits ? { type: 'pie', segments: only.points.map(({ label, value }) => ({ label, value })) } : undefined
}

function plotOf(type: string, series: Chart['series']): Json | undefined {
  const categories = series[0]?.points.map((point) => point.label) ?? []
  const names = series.map((one) => one.name)
  const fits =
    categories.length > 0 &&
    categories.length <= chartLimits.points &&
    series.length <= chartLimits.series &&
    isDistinct(categories) &&
    isDistinct(names) &&
    [...categories, ...names].every(isLabel) &&
    series.every(({ points }) =>
      isSame(
        points.map((point) => point.label),
        categories,
      ),
    ) &&
    series.every(({ points }) => points.every((point) => Number.isFinite(point.value)))
  if (!fits) return undefined
  const data = series.map(({ name, points }) => ({ name, data: points.map(({ label, value }) => ({ label, value })) }))
  return { type, series: data, axis_config: { categories } }
}

function isLabel(text: string): boolean {
  return text.length > 0 && text.length <= chartLimits.label
}

function isDistinct(texts: string[]): boolean {
  return new Set(texts).size === texts.length
}

function isSame(these: string[], those: string[]): boolean {
  return these.length === those.length && those.every((text) => these.includes(text))
}
