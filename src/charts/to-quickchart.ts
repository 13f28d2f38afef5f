// A chart as a QuickChart server takes it: plain JSON for Chart.js, without code. Undefined where only we can draw it.
import { type ChartSpec, isPlotted, type Plotted, type Scatter } from '../domain/chart.ts'
import { pixelRatio, sheetWidth } from './sheet.ts'
import { colourOf, type Theme, themes } from './theme.ts'

export type QuickchartRequest = {
  width: number
  height: number
  devicePixelRatio: number
  backgroundColor: string
  format: 'png'
  version: '4'
  chart: { type: string; data: object; options: object }
}

const height = 420
const known = new Set(['bar', 'line', 'area', 'pie', 'doughnut', 'radar'])

export function toQuickchart(spec: ChartSpec): QuickchartRequest | undefined {
  const theme = themes[spec.theme]
  const chart = isPlotted(spec) ? plotted(spec, theme) : spec.kind === 'scatter' ? scatter(spec, theme) : undefined
  if (!chart) return undefined
  const size = { width: sheetWidth, height, devicePixelRatio: pixelRatio }
  return { ...size, backgroundColor: theme.background, format: 'png', version: '4', chart }
}

function plotted(spec: Plotted, theme: Theme): QuickchartRequest['chart'] | undefined {
  const hasMarks = spec.target !== undefined || spec.thresholds.length > 0 || spec.annotations.length > 0
  if (!known.has(spec.kind) || hasMarks) return undefined
  const isRound = spec.kind === 'pie' || spec.kind === 'doughnut'
  const isFilled = spec.kind === 'area' || spec.kind === 'radar'
  const datasets = spec.series.map(({ name, values }, i) => ({
    ...{ label: name, data: values, borderColor: isRound ? theme.background : colourOf(theme, i) },
    backgroundColor: isRound
      ? values.map((_, slice) => colourOf(theme, slice))
      : isFilled
        ? theme.faint(colourOf(theme, i))
        : colourOf(theme, i),
    ...(isFilled ? { fill: true } : {}),
  }))
  const axis = { stacked: spec.stacked, ticks: { color: theme.soft }, grid: { color: theme.grid } }
  return {
    type: spec.kind === 'area' ? 'line' : spec.kind,
    data: { labels: spec.labels, datasets },
    options: {
      ...looks(spec, theme, isRound || spec.series.length > 1),
      ...(spec.horizontal ? { indexAxis: 'y' } : {}),
      ...(isRound || spec.kind === 'radar' ? {} : { scales: { x: axis, y: axis } }),
    },
  }
}

function scatter(spec: Scatter, theme: Theme): QuickchartRequest['chart'] {
  const datasets = spec.series.map(({ name, points }, i) => ({
    label: name,
    data: points,
    backgroundColor: colourOf(theme, i),
  }))
  return { type: 'scatter', data: { datasets }, options: looks(spec, theme, spec.series.length > 1) }
}

function looks({ title, subtitle = '' }: ChartSpec, { ink, soft }: Theme, hasLegend: boolean): object {
  return {
    plugins: {
      title: { display: title !== '', text: title, color: ink, font: { size: 20 } },
      subtitle: { display: subtitle !== '', text: subtitle, color: soft },
      legend: { display: hasLegend, labels: { color: ink } },
    },
  }
}
