// A chart in words, made from its figures: what stands where no picture can, and what a screen reader says.
import type { ChartSpec, Gauge, Plotted, Scatter, Timeline } from './chart.ts'
import { type FigureFormat, formatFigure } from './format-figure.ts'

/** Plain text: the title on a line of its own, then what the chart shows. */
export function describeChart(spec: ChartSpec): string {
  return [spec.title, spec.subtitle, ...linesOf(spec)].filter(Boolean).join('\n')
}

function linesOf(spec: ChartSpec): string[] {
  switch (spec.kind) {
    case 'gauge':
      return [gaugeLine(spec)]
    case 'scatter':
      return scatterLines(spec)
    case 'timeline':
      return timelineLines(spec)
    default:
      return plottedLines(spec)
  }
}

/** More figures than these are told by their ends and extremes. */
const readable = 14

function plottedLines(spec: Plotted): string[] {
  const lines = spec.series.map(({ name, values }) => {
    const points = spec.labels.flatMap((label, i) => {
      const value = values[i]
      return value === null || value === undefined ? [] : [{ label, value }]
    })
    return `${name && `${name}: `}${points.length > readable ? summary(points, spec) : pointsIn(points, spec)}`
  })
  const more = [
    ...(spec.target ? [markLine('Target', spec.target, spec)] : []),
    ...spec.thresholds.map((one) => markLine('Threshold', one, spec)),
    ...spec.annotations.map(({ at, text }) => `${at}: ${text}`),
  ]
  return [`${nameOf(spec)}. ${lines.join('\n')}`, ...more]
}

const names = {
  bar: 'Bar chart',
  line: 'Line chart',
  area: 'Area chart',
  pie: 'Pie chart',
  doughnut: 'Doughnut chart',
  funnel: 'Funnel',
  radar: 'Radar chart',
  heatmap: 'Heat map',
} as const

function nameOf({ kind, stacked }: Plotted): string {
  return stacked ? `Stacked ${names[kind].toLowerCase()}` : names[kind]
}

type Point = { label: string; value: number }

function pointsIn(points: Point[], format: FigureFormat): string {
  return points.map((point) => pointIn(point, format)).join(', ')
}

function summary(points: Point[], format: FigureFormat): string {
  const sorted = points.toSorted((a, b) => a.value - b.value)
  const said = (point: Point | undefined) => (point ? pointIn(point, format) : '–')
  const [first, last, lowest, highest] = [points[0], points.at(-1), sorted[0], sorted.at(-1)]
  return `${points.length} values from ${said(first)} to ${said(last)}; lowest ${said(lowest)}, highest ${said(highest)}`
}

function pointIn({ label, value }: Point, format: FigureFormat): string {
  return `${label} ${formatFigure(value, format)}`
}

function markLine(kind: string, { value, label }: { value: number; label?: string | undefined }, format: FigureFormat) {
  return `${label ?? kind}: ${formatFigure(value, format)}`
}

function gaugeLine(spec: Gauge): string {
  const target = spec.target ? `; ${markLine('target', spec.target, spec).toLowerCase()}` : ''
  return `${formatFigure(spec.value, spec)} on a scale from ${formatFigure(spec.min, spec)} to ${formatFigure(spec.max, spec)}${target}`
}

function scatterLines(spec: Scatter): string[] {
  return spec.series.map(({ name, points }) => {
    const ends = (axis: 'x' | 'y') => {
      const sorted = points.map((point) => point[axis]).toSorted((a, b) => a - b)
      return `${formatFigure(sorted[0] ?? 0)} to ${formatFigure(sorted.at(-1) ?? 0)}`
    }
    const across = `${spec.xTitle ?? 'x'} ${ends('x')}, ${spec.yTitle ?? 'y'} ${ends('y')}`
    return `Scatter chart. ${name && `${name}: `}${points.length} ${points.length === 1 ? 'point' : 'points'}, ${across}`
  })
}

function timelineLines({ items }: Timeline): string[] {
  return [
    'Timeline.',
    ...items.map(({ label, start, end }) => `${label}: ${start}${end && end !== start ? ` to ${end}` : ''}`),
  ]
}
