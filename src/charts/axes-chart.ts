// Bars, lines and areas: figures over labels.
import type { ChartConfiguration, ChartDataset } from 'chart.js'
import type { Plotted } from '../domain/chart.ts'
import { axisLabels } from './axis-labels.ts'
import { baseOptions, scaleStyle } from './base-options.ts'
import { drawMarks, reachOfMarks, roomForMarks } from './marks.ts'
import type { Sheet } from './sheet.ts'
import { fitText, type Pen } from './texts.ts'
import { colourOf, pointStyle } from './theme.ts'
import { drawValues } from './value-labels.ts'

export function axesChart(spec: Plotted, sheet: Sheet, pen: Pen): ChartConfiguration {
  const isBar = spec.kind === 'bar'
  const reach = reachOfMarks(spec)
  const values: Record<string, unknown> = {
    ...scaleStyle(sheet),
    ...axisTitle(sheet, pen, spec.yTitle, spec.horizontal ? 420 : 240),
    stacked: spec.stacked,
    beginAtZero: isBar || spec.kind === 'area' || isNearZero(spec),
    ...(reach ? { suggestedMin: reach.min, suggestedMax: reach.max } : {}),
    grace: spec.annotations.length > 0 ? '25%' : spec.stacked ? '2%' : '8%',
  }
  values.ticks = { ...(values.ticks as object), maxTicksLimit: spec.horizontal ? 6 : 7, callback: tickWith(sheet) }
  const labels = {
    ...scaleStyle(sheet),
    ...axisTitle(sheet, pen, spec.xTitle, spec.horizontal ? 240 : 420),
    ...axisLabels(spec, sheet, pen),
    stacked: spec.stacked,
    grid: { display: false },
    // A single point would stand on the scale, over its figures.
    offset: isBar || spec.labels.length === 1,
  }
  const base = baseOptions(sheet, spec.series.length > 1, roomForMarks(spec, sheet, pen))
  return {
    type: isBar ? 'bar' : 'line',
    data: { labels: spec.labels, datasets: spec.series.map((_, i) => dataset(spec, i, sheet)) },
    options: {
      ...base,
      indexAxis: spec.horizontal ? 'y' : 'x',
      scales: (spec.horizontal ? { x: values, y: labels } : { x: labels, y: values }) as never,
    },
    plugins: [drawMarks(spec, sheet), drawValues(spec, sheet)],
  }
}

function axisTitle({ theme, family, font }: Sheet, pen: Pen, text: string | undefined, room: number): object {
  if (!text) return {}
  pen.font = font(14)
  return { title: { display: true, text: fitText(pen, text, room), color: theme.soft, font: { size: 14, family } } }
}

/** Where most of the scale would be between the figures and zero, a line shows more without it. */
function isNearZero({ series }: Plotted): boolean {
  const values = series.flatMap((one) => one.values.filter((value) => value !== null))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return low >= 0 && low <= high / 2
}

function tickWith(sheet: Sheet): (value: number | string) => string {
  return (value) => sheet.tick(Number(value))
}

const dashes = [[], [7, 5], [2, 4], [10, 4, 2, 4]]

function dataset(spec: Plotted, i: number, { theme, names }: Sheet): ChartDataset {
  const colour = colourOf(theme, i)
  const one = spec.series[i]
  const base = { label: names[i] ?? '', data: one?.values ?? [] }
  if (spec.kind === 'bar')
    return {
      ...base,
      type: 'bar',
      backgroundColor: colour,
      borderRadius: spec.stacked ? 0 : 4,
      ...barShape(spec),
      borderColor: theme.background,
      borderWidth: spec.stacked ? 1 : 0,
    } as ChartDataset
  const isDense = spec.labels.length > 40
  return {
    ...base,
    type: 'line',
    borderColor: colour,
    backgroundColor: spec.kind === 'area' ? theme.faint(colour) : colour,
    // The first area stands on the axis, the others on the one below when they are stacked.
    fill: spec.kind === 'area' ? (spec.stacked && i > 0 ? '-1' : 'origin') : false,
    borderWidth: 3,
    borderDash: dashes[Math.floor(i / 2) % dashes.length],
    pointStyle: pointStyle(i),
    pointRadius: isDense ? 0 : 4,
    pointBackgroundColor: colour,
    pointBorderColor: theme.background,
    pointBorderWidth: 1,
    tension: 0,
    spanGaps: false,
  } as ChartDataset
}

function barShape({ labels, series, stacked }: Plotted) {
  const isCrowded = labels.length * (stacked ? 1 : series.length) > 40
  return { maxBarThickness: 72, categoryPercentage: isCrowded ? 0.92 : 0.76, barPercentage: isCrowded ? 1 : 0.92 }
}
