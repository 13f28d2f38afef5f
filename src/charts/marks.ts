// Targets, thresholds and remarks over a chart with axes. Their words stand beside the plot, where nothing else is.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Chart, Plugin } from 'chart.js'
import type { Plotted } from '../domain/chart.ts'
import { penOf } from './drawn.ts'
import type { Sheet } from './sheet.ts'
import { beside, fitText, type Pen } from './texts.ts'

type Line = { value: number; text: string; colour: string; dash: number[] }

const size = 13
const lineHeight = 18
const longestText = 120

/** How far the scale must go for every mark to be seen. */
export function reachOfMarks({ target, thresholds }: Plotted): { min: number; max: number } | undefined {
  const values = [...(target ? [target] : []), ...thresholds].map(({ value }) => value)
  return values.length > 0 ? { min: Math.min(...values), max: Math.max(...values) } : undefined
}

/** What the words need: room on the right, or above bars that lie. */
export function roomForMarks(spec: Plotted, sheet: Sheet, pen: Pen): { top: number; right: number } {
  const lines = linesOf(spec, sheet, pen)
  if (spec.horizontal) return { top: lines.length * lineHeight, right: 0 }
  return { top: 0, right: Math.ceil(Math.max(0, ...lines.map(({ text }) => pen.measureText(text).width))) }
}

export function drawMarks(spec: Plotted, sheet: Sheet): Plugin {
  return {
    id: 'marks',
    afterDatasetsDraw(chart) {
      const pen = penOf(chart)
      pen.save()
      const lines = linesOf(spec, sheet, pen)
      for (const line of lines) drawLine(chart, line, spec, pen)
      if (spec.horizontal) namesAbove(chart, lines, pen)
      else namesBeside(chart, lines, pen)
      for (const [i, { at, text }] of spec.annotations.entries())
        drawRemark(chart, { at: spec.labels.indexOf(at), text, row: i % 3 }, spec, sheet, pen)
      pen.restore()
    },
  }
}

function linesOf({ target, thresholds }: Plotted, { theme, figure, font }: Sheet, pen: Pen): Line[] {
  pen.font = font(size, 600)
  const lines = thresholds.map(({ value, label, tone }) => ({
    ...{ value, colour: theme.tones[tone], dash: [3, 4] },
    text: fitText(pen, label ?? figure(value), longestText),
  }))
  if (!target) return lines
  const text = beside(fitText(pen, target.label ?? 'Target', longestText - 50), figure(target.value))
  return [...lines, { value: target.value, text, colour: theme.ink, dash: [8, 5] }]
}

function placeOf(chart: Chart, value: number, isUpright: boolean): number {
  return chart.scales[isUpright ? 'x' : 'y']?.getPixelForValue(value) ?? 0
}

function drawLine(chart: Chart, { value, colour, dash }: Line, { horizontal }: Plotted, pen: SKRSContext2D): void {
  const { left, right, top, bottom } = chart.chartArea
  const at = placeOf(chart, value, horizontal)
  pen.strokeStyle = colour
  pen.lineWidth = 2
  pen.setLineDash(dash)
  pen.beginPath()
  pen.moveTo(horizontal ? at : left, horizontal ? top - 4 : at)
  pen.lineTo(horizontal ? at : right, horizontal ? bottom : at)
  pen.stroke()
  pen.setLineDash([])
}

/** From the top down, none on another. */
function namesBeside(chart: Chart, lines: Line[], pen: SKRSContext2D): void {
  const placed = lines.map((line) => ({ ...line, y: placeOf(chart, line.value, false) })).toSorted((a, b) => a.y - b.y)
  let last = Number.NEGATIVE_INFINITY
  pen.textAlign = 'left'
  pen.textBaseline = 'middle'
  for (const { text, colour, y } of placed) {
    last = Math.max(y, last + lineHeight)
    pen.fillStyle = colour
    pen.fillText(text, chart.chartArea.right + 6, last)
  }
}

function namesAbove(chart: Chart, lines: Line[], pen: SKRSContext2D): void {
  pen.textBaseline = 'alphabetic'
  pen.textAlign = 'left'
  for (const [i, { text, colour, value }] of lines.entries()) {
    const width = pen.measureText(text).width
    const x = Math.min(Math.max(8, placeOf(chart, value, true) - width / 2), chart.width - width - 8)
    pen.fillStyle = colour
    pen.fillText(text, x, chart.chartArea.top - 8 - i * lineHeight)
  }
}

type Remark = { at: number; text: string; row: number }

function drawRemark(chart: Chart, remark: Remark, { horizontal }: Plotted, sheet: Sheet, pen: SKRSContext2D): void {
  const { left, right, top, bottom } = chart.chartArea
  const at = placeOf(chart, remark.at, !horizontal)
  pen.strokeStyle = sheet.theme.soft
  pen.lineWidth = 1.5
  pen.setLineDash([2, 3])
  pen.beginPath()
  pen.moveTo(horizontal ? left : at, horizontal ? at : top)
  pen.lineTo(horizontal ? right : at, horizontal ? at : bottom)
  pen.stroke()
  pen.setLineDash([])
  pen.font = sheet.font(size, 500)
  const text = fitText(pen, remark.text, (right - left) / 2)
  const width = pen.measureText(text).width
  const x = horizontal ? right - width - 4 : at + 5 + width > right ? at - 5 - width : at + 5
  const y = horizontal ? at - 5 : top + size + remark.row * lineHeight
  grounded(pen, text, Math.max(left, x), y, sheet)
}

/** On a ground of its own, so that what lies under it does not make it unreadable. */
function grounded(pen: SKRSContext2D, text: string, x: number, y: number, { theme }: Sheet): void {
  pen.textAlign = 'left'
  pen.textBaseline = 'alphabetic'
  pen.fillStyle = `${theme.background}d9`
  pen.fillRect(x - 3, y - size, pen.measureText(text).width + 6, size + 4)
  pen.fillStyle = theme.soft
  pen.fillText(text, x, y)
}
