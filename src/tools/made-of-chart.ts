// What is kept of a chart: its pictures, its figures as a table, and the line that draws it again.
import type { ChartSpec } from '../domain/chart.ts'
import { isPlotted } from '../domain/chart.ts'
import { csvOf } from '../domain/csv-field.ts'
import type { NewArtifact, NewFile } from '../ports/artifacts.ts'
import { type DrawnChart, fileNameOf } from './draw-chart.ts'
import { toChartLine } from './to-chart-line.ts'

export function madeOfChart({ spec, png, svg }: DrawnChart): Omit<NewArtifact, 'tool' | 'input'> | undefined {
  // Words alone are in the chat already.
  if (!png) return undefined
  const called = fileNameOf(spec)
  const title = spec.title || `${spec.kind.charAt(0).toUpperCase()}${spec.kind.slice(1)} chart`
  const figures = figuresOf(spec)
  const line = toChartLine(spec)
  return {
    kind: 'chart',
    title,
    files: [
      file('picture', title, `${called}.png`, Buffer.from(png, 'base64')),
      ...(svg ? [file('file', 'As lines', `${called}.svg`, Buffer.from(svg, 'base64'))] : []),
      ...(figures ? [file('table', 'Figures', `${called}.csv`, Buffer.from(csvOf(figures)))] : []),
      ...(line ? [file('code', 'How to draw it', 'chart.txt', Buffer.from(line))] : []),
    ],
  }
}

function file(part: NewFile['part'], title: string, name: string, content: Buffer): NewFile {
  return { part, name, title, content }
}

function figuresOf(spec: ChartSpec): string[][] | undefined {
  const shown = (value: number | null) => (value === null ? '' : String(value))
  if (isPlotted(spec)) {
    const names = spec.series.map(({ name }, i) => name || (spec.series.length > 1 ? `Series ${i + 1}` : 'Value'))
    return [
      ['', ...names],
      ...spec.labels.map((label, i) => [label, ...spec.series.map(({ values }) => shown(values[i] ?? null))]),
    ]
  }
  if (spec.kind === 'scatter')
    return [
      ['Series', spec.xTitle ?? 'x', spec.yTitle ?? 'y'],
      ...spec.series.flatMap(({ name, points }) => points.map(({ x, y }) => [name, String(x), String(y)])),
    ]
  return undefined
}
