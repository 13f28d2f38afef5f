// Figures written beside what shows them, where there are few enough that each has room.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Chart, Plugin } from 'chart.js'
import type { Plotted } from '../domain/chart.ts'
import { barsOf, penOf } from './drawn.ts'
import type { Sheet } from './sheet.ts'
import { inkOn } from './theme.ts'

const size = 14

export function drawValues(spec: Plotted, sheet: Sheet): Plugin {
  return {
    id: 'values',
    afterDatasetsDraw(chart) {
      const pen = penOf(chart)
      pen.save()
      if (spec.kind === 'bar' && spec.stacked) insideBars(chart, spec, sheet, pen)
      else if (spec.kind === 'bar') besideBars(chart, spec, sheet, pen)
      else atEnds(chart, spec, sheet, pen)
      pen.restore()
    },
  }
}

function besideBars(chart: Chart, spec: Plotted, sheet: Sheet, pen: SKRSContext2D): void {
  pen.font = sheet.font(size, 550)
  const drawn = chart.data.datasets.flatMap((_, set) =>
    barsOf(chart, set).map((bar, i) => ({ bar, value: spec.series[set]?.values[i] })),
  )
  const texts = drawn.map(({ value }) => (typeof value === 'number' ? sheet.tick(value) : ''))
  const widest = Math.max(...texts.map((text) => pen.measureText(text).width))
  const room = spec.horizontal ? (drawn[0]?.bar.height ?? 0) * 1.2 : (drawn[0]?.bar.width ?? 0) * roomFactor(spec)
  if ((spec.horizontal ? size : widest) > room) return
  // Where people look for the figure is more than where a line runs.
  const hasLines = spec.horizontal ? spec.target || spec.thresholds.length > 0 : spec.annotations.length > 0
  for (const [i, { bar, value }] of drawn.entries()) {
    if (typeof value !== 'number') continue
    const isNegative = value < 0
    pen.fillStyle = sheet.theme.ink
    pen.textAlign = spec.horizontal ? (isNegative ? 'right' : 'left') : 'center'
    pen.textBaseline = spec.horizontal ? 'middle' : isNegative ? 'top' : 'bottom'
    const away = isNegative ? -5 : 5
    const [x, y] = spec.horizontal ? [bar.x + away, bar.y] : [bar.x, bar.y - away]
    if (hasLines) clear(sheet, pen, texts[i] ?? '', x, y)
    pen.fillText(texts[i] ?? '', x, y)
  }
}

/** A line of the marks may run through here. */
function clear({ theme }: Sheet, pen: SKRSContext2D, text: string, x: number, y: number): void {
  const width = pen.measureText(text).width
  const ink = pen.fillStyle
  pen.fillStyle = theme.background
  const left = pen.textAlign === 'right' ? x - width : pen.textAlign === 'center' ? x - width / 2 : x
  const top = pen.textBaseline === 'middle' ? y - size / 2 : pen.textBaseline === 'bottom' ? y - size : y
  pen.fillRect(left - 2, top, width + 4, size)
  pen.fillStyle = ink
}

/** Single bars have air on both sides of them. */
function roomFactor({ series }: Plotted): number {
  return series.length === 1 ? 1.3 : 1.05
}

function insideBars(chart: Chart, spec: Plotted, sheet: Sheet, pen: SKRSContext2D): void {
  pen.font = sheet.font(13, 500)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  for (const [set, { values }] of spec.series.entries()) {
    for (const [i, bar] of barsOf(chart, set).entries()) {
      const value = values[i]
      const [wide, high] = spec.horizontal
        ? [Math.abs(bar.x - bar.base), bar.height]
        : [bar.width, Math.abs(bar.y - bar.base)]
      const text = typeof value === 'number' ? sheet.tick(value) : ''
      if (high < 18 || pen.measureText(text).width > wide - 6) continue
      pen.fillStyle = inkOn(String(chart.data.datasets[set]?.backgroundColor))
      if (spec.horizontal) pen.fillText(text, (bar.x + bar.base) / 2, bar.y)
      else pen.fillText(text, bar.x, (bar.y + bar.base) / 2)
    }
  }
}

/** Of a line its last figure, or all of them when they are few and there is one line. */
function atEnds(chart: Chart, spec: Plotted, sheet: Sheet, pen: SKRSContext2D): void {
  if (spec.series.length > 1 || spec.labels.length > 12) return
  pen.font = sheet.font(size, 550)
  pen.fillStyle = sheet.theme.ink
  pen.textBaseline = 'bottom'
  const { left, right } = chart.chartArea
  const elements = chart.getDatasetMeta(0).data
  const texts = (spec.series[0]?.values ?? []).map((value) => (value === null ? '' : sheet.tick(value)))
  const widest = Math.max(...texts.map((text) => pen.measureText(text).width))
  if (widest + 8 > (right - left) / Math.max(1, elements.length - 1)) return
  for (const [i, { x, y }] of elements.entries()) {
    const half = pen.measureText(texts[i] ?? '').width / 2
    pen.textAlign = x + half > chart.width - 6 ? 'right' : 'center'
    pen.fillText(texts[i] ?? '', pen.textAlign === 'right' ? chart.width - 6 : x, y - 8)
  }
}
