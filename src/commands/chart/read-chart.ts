// From what somebody typed after `chart` to a chart, or to the sentence that says what is wrong and how it is typed.
import { quoted } from '../../domain/argument-problem.ts'
import {
  type ChartInput,
  type ChartKind,
  type ChartSpec,
  defineChart,
  mostPoints,
  type PlottedKind,
} from '../../domain/chart.ts'
import { BellhopError } from '../../domain/errors.ts'
import { isGap, readFigure } from '../../domain/read-figure.ts'
import { isTable, readTable, type Table } from './read-table.ts'
import { readWords, type Typed } from './read-words.ts'

export type ChartFlags = {
  title?: string | undefined
  subtitle?: string | undefined
  unit?: string | undefined
  decimals?: number | undefined
  x?: string | undefined
  y?: string | undefined
  target?: number | undefined
  min?: number | undefined
  max?: number | undefined
  stacked?: boolean | undefined
  horizontal?: boolean | undefined
  dark?: boolean | undefined
  note?: string[] | undefined
  good?: number | undefined
  warn?: number | undefined
  bad?: number | undefined
  svg?: boolean | undefined
}

/** `hasHead`: the first line is known to name the columns. */
export type TypedChart = ChartFlags & { kind: ChartKind; data: string; hasHead?: boolean }

/** Throws a BellhopError whose message ends without a full stop being needed: it becomes part of a sentence. */
export function readChart(
  { kind, data, hasHead, ...given }: TypedChart,
  readFlags: (text: string) => ChartFlags,
): ChartSpec {
  const bare = withoutFence(data)
  const { rest, flags } = splitFlags(bare)
  const typed = isTable(rest) ? undefined : readWords(notTooLong(rest))
  if (typed && 'fault' in typed) throw problem(typed.fault)
  const all = { ...given, ...readFlags(`${flags} ${typed?.flags ?? ''}`.trim()) }
  const figures = typed ? fromWords(kind, typed.typed) : fromTable(kind, rest, hasHead)
  return defineChart({
    ...figures.input,
    ...optionsFor(kind, all, figures.input),
    ...looks(all, figures.unit),
  } as ChartInput)
}

/** Nobody types more, and a file that is no table need not be read to its end to be told so. */
const mostTyped = 50_000

function notTooLong(text: string): string {
  if (text.length > mostTyped)
    throw problem('there is too much on a line: put a label and its figures on each line, with commas between')
  return text
}

type Figures = { input: Record<string, unknown>; unit?: string | undefined }

function looks({ title, subtitle, unit, decimals, dark, svg }: ChartFlags, found: string | undefined) {
  return {
    ...(title ? { title } : {}),
    ...(subtitle ? { subtitle } : {}),
    ...(unit || found ? { unit: unit || found } : {}),
    ...(decimals === undefined ? {} : { decimals }),
    ...(svg ? { svg } : {}),
    theme: dark ? ('dark' as const) : ('light' as const),
  }
}

function optionsFor(kind: ChartKind, flags: ChartFlags, figures: object) {
  const { target, min, max, stacked, horizontal, x, y } = flags
  const aim = target === undefined ? {} : { target: { value: target } }
  const lines = thresholdsOf(flags)
  if (kind === 'gauge') {
    const largest = 'value' in figures ? Number(figures.value) : 0
    return {
      kind,
      ...aim,
      ...lines,
      min: min ?? Math.min(0, largest),
      max: max ?? Math.max(100, target ?? 0, roundUp(largest)),
    }
  }
  const titles = { ...(x ? { xTitle: x } : {}), ...(y ? { yTitle: y } : {}) }
  if (kind === 'scatter') return { kind, ...titles }
  if (kind === 'timeline') return { kind }
  return {
    kind,
    ...aim,
    ...lines,
    ...remarksOf(flags),
    ...titles,
    stacked: stacked ?? false,
    horizontal: horizontal ?? false,
  }
}

function thresholdsOf({ good, warn, bad }: ChartFlags) {
  const tones = Object.entries({ good, warn, bad })
  const thresholds = tones.flatMap(([tone, value]) => (value === undefined ? [] : [{ value, tone }]))
  return thresholds.length > 0 ? { thresholds } : {}
}

function remarksOf({ note = [] }: ChartFlags) {
  const annotations = note.map((remark) => {
    const border = remark.indexOf('=', 1)
    const [at, text] = border < 0 ? [] : [remark.slice(0, border).trim(), remark.slice(border + 1).trim()]
    if (!at || !text) throw problem(`${quoted(remark)} is no remark, write it like \`--note "Mar=Launch"\``)
    return { at, text }
  })
  return annotations.length > 0 ? { annotations } : {}
}

/** A gauge whose scale nobody named ends at a round number. */
function roundUp(value: number): number {
  if (value <= 100) return 100
  const power = 10 ** Math.floor(Math.log10(value))
  return Math.ceil(value / power) * power
}

function fromWords(kind: ChartKind, typed: Typed[]): Figures {
  if (typed.length === 0) throw problem(`there are no figures${forms[kind] ?? ''}`)
  switch (kind) {
    case 'gauge':
      return gaugeFrom(typed)
    case 'scatter':
      return {
        input: {
          series: grouped(typed).map(([name, all]) => ({ name, points: all.map(({ text }) => pointIn(text)) })),
        },
      }
    case 'timeline':
      return { input: { items: typed.map(({ name, text }) => itemFrom(name, text.split(/\.\.|…|\/|\sto\s/))) } }
    default:
      return plottedFrom(kind, typed)
  }
}

function plottedFrom(kind: PlottedKind, typed: Typed[]): Figures {
  const units = new Set<string | undefined>()
  const series = grouped(typed).map(([name, all]) => ({
    name,
    points: all.map((one, i) => {
      const figure = readFigure(one.text)
      if (!figure && !isGap(one.text)) throw problem(`${quoted(one.text)} is no figure${forms[kind] ?? ''}`)
      if (figure) units.add(figure.unit)
      return { label: one.name ?? String(i + 1), value: figure?.value ?? null }
    }),
  }))
  const labels = [...new Set(series.flatMap(({ points }) => points.map(({ label }) => label)))]
  const isTwice = series.some(({ points }) => new Set(points.map(({ label }) => label)).size < points.length)
  if (isTwice && series.length > 1) throw problem('a series has the same label twice')
  return {
    input: isTwice
      ? {
          labels: series[0]?.points.map(({ label }) => label),
          series: series.map(({ name, points }) => ({ name, values: points.map(({ value }) => value) })),
        }
      : {
          labels,
          series: series.map(({ name, points }) => {
            const valueAt = new Map(points.map(({ label, value }) => [label, value]))
            return { name, values: labels.map((label) => valueAt.get(label) ?? null) }
          }),
        },
    unit: units.size === 1 ? [...units][0] : undefined,
  }
}

function gaugeFrom(typed: Typed[]): Figures {
  const [only, ...more] = typed
  const figure = only && readFigure(only.text)
  if (!figure || more.length > 0) throw problem(`a gauge takes one figure${forms.gauge}`)
  return { input: { value: figure.value, ...(only?.name ? { title: only.name } : {}) }, unit: figure.unit }
}

function pointIn(text: string): { x: number; y: number } {
  const [x, y, more] = text.split(/[,;/]/).map((part) => readFigure(part)?.value)
  if (x === undefined || y === undefined || more !== undefined)
    throw problem(`${quoted(text)} is no point${forms.scatter}`)
  return { x, y }
}

function itemFrom(label: string | undefined, [start = '', end]: (string | undefined)[]) {
  const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text.trim())
  if (!label || !isDay(start) || (end && !isDay(end)))
    throw problem(`${quoted([label, start, end].filter(Boolean).join(' '))} has no dates${forms.timeline}`)
  return { label, start: start.trim(), ...(end ? { end: end.trim() } : {}) }
}

function grouped(typed: Typed[]): [name: string, typed: Typed[]][] {
  return [...Map.groupBy(typed, ({ series }) => series)]
}

function fromTable(kind: ChartKind, text: string, hasHead = false): Figures {
  const isValue = (cell: string) => readFigure(cell) !== undefined || /^\d{4}-\d{2}-\d{2}$/.test(cell)
  const table = readTable(text, isValue, hasHead)
  refuseTooMany(table)
  if (kind === 'gauge') throw problem(`a gauge takes one figure${forms.gauge}`)
  if (kind === 'timeline')
    return { input: { items: table.rows.map(([label, start, end]) => itemFrom(label, [start, end || undefined])) } }
  if (kind === 'scatter') return { input: { series: scatterFrom(table) } }
  const units = new Set<string | undefined>()
  const columns = widthOf(table.rows) - 1
  const series = Array.from({ length: columns }, (_, column) => ({
    name: table.head?.[column + 1] ?? (columns > 1 ? `Column ${column + 1}` : ''),
    values: table.rows.map((row, line) => {
      const cell = row[column + 1] ?? ''
      const figure = readFigure(cell)
      if (!figure && !isGap(cell))
        throw problem(`line ${line + (table.head ? 2 : 1)} has ${quoted(cell)} where a figure belongs`)
      if (figure) units.add(figure.unit)
      return figure?.value ?? null
    }),
  }))
  const labels = table.rows.map((row, i) => row[0] || String(i + 1))
  return { input: { labels, series }, unit: units.size === 1 ? [...units][0] : undefined }
}

const mostSeries = 12

/** Told before each cell is looked at. */
function refuseTooMany({ rows }: Table): void {
  if (rows.length > mostPoints) throw problem(`there are more than ${mostPoints} lines`)
  if (widthOf(rows) > mostSeries + 1) throw problem(`there are more than ${mostSeries} series`)
}

function widthOf(rows: string[][]): number {
  return rows.reduce((most, row) => Math.max(most, row.length), 0)
}

function scatterFrom({ head, rows }: Table) {
  const columns = widthOf(rows) - 1
  return Array.from({ length: columns }, (_, column) => ({
    name: head?.[column + 1] ?? (columns > 1 ? `Column ${column + 1}` : ''),
    points: rows
      .filter((row) => !isGap(row[column + 1] ?? ''))
      .map((row) => pointIn(`${row[0] ?? ''};${row[column + 1] ?? ''}`)),
  }))
}

function withoutFence(data: string): string {
  return data.replaceAll(/^[ \t]*```\w*[ \t]*$|```/gm, '').trim()
}

/** In a text of several lines flags stand on lines of their own, before or after the figures. */
function splitFlags(text: string): { rest: string; flags: string } {
  const lines = text.split('\n')
  const isFlags = (line: string) => /^\s*(--|[—–―])\p{L}/u.test(line)
  if (lines.length === 1) return { rest: text, flags: '' }
  return { rest: lines.filter((line) => !isFlags(line)).join('\n'), flags: lines.filter(isFlags).join(' ') }
}

/** How it is typed where the example of every refusal does not show it. */
const forms: Partial<Record<ChartKind, string>> = {
  heatmap: ', write them like `Mon: 9h=3 10h=5 Tue: 9h=1 10h=7`',
  gauge: ', write it like `72 --max 100`',
  scatter: ', write points like `1,2 3,4.5`',
  timeline: ', write it like `Design=2026-01-05..2026-02-20 Launch=2026-03-01`',
}

function problem(said: string): BellhopError {
  return new BellhopError('invalid', said)
}
