// The paper of a chart: its size, its colours and letters, and the head with title and subtitle that every kind shares.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { ChartSpec } from '../domain/chart.ts'
import { type FigureFormat, formatFigure, formatTick } from '../domain/format-figure.ts'
import { fitText, isRightToLeft, wrapText } from './texts.ts'
import { type Theme, themes } from './theme.ts'

/** Small and drawn at twice its size: on a phone, where it is as wide as the screen, letters stay readable. */
export const sheetWidth = 640
export const pixelRatio = 2
export const margin = 20

export type Sheet = {
  spec: ChartSpec
  width: number
  height: number
  theme: Theme
  family: string
  font(size: number, weight?: number): string
  figure(value: number): string
  tick(value: number): string
  /** Where the head ends. */
  top: number
  /** The names of the series, as long as a legend has room for. */
  names: string[]
}

const titleSize = 22
const subtitleSize = 15

export function createSheet(spec: ChartSpec, family: string, pen: SKRSContext2D): Sheet {
  const format: FigureFormat = { unit: spec.unit, decimals: spec.decimals }
  const names = namesOf(spec, pen, family)
  const sheet: Sheet = {
    spec,
    width: sheetWidth,
    height: heightOf(spec) + legendRows(names, pen) * legendRow,
    theme: themes[spec.theme],
    family,
    font: (size, weight = 400) => `${weight} ${size}px ${family}`,
    figure: (value) => formatFigure(value, format),
    tick: (value) => formatTick(value, format),
    top: margin,
    names,
  }
  sheet.top = head(sheet, pen, false)
  return sheet
}

/** Fills the paper and writes the head. */
export function drawSheet(sheet: Sheet, pen: SKRSContext2D): void {
  pen.save()
  pen.fillStyle = sheet.theme.background
  pen.fillRect(0, 0, sheet.width, sheet.height)
  head(sheet, pen, true)
  pen.restore()
}

function head({ spec, font, theme, width }: Sheet, pen: SKRSContext2D, isDrawn: boolean): number {
  let y = margin
  const room = width - 2 * margin
  for (const [text, size, weight, colour, most] of [
    [spec.title, titleSize, 650, theme.ink, 2],
    [spec.subtitle ?? '', subtitleSize, 400, theme.soft, 2],
  ] as const) {
    pen.font = font(size, weight)
    for (const line of wrapText(pen, text, room, most)) {
      if (isDrawn) write(pen, line, isRightToLeft(line) ? width - margin : margin, y + size, colour)
      y += Math.round(size * 1.28)
    }
  }
  return y === margin ? margin : y + 14
}

function write(pen: SKRSContext2D, text: string, x: number, y: number, colour: string): void {
  pen.fillStyle = colour
  pen.textAlign = isRightToLeft(text) ? 'right' : 'left'
  pen.textBaseline = 'alphabetic'
  pen.fillText(text, x, y)
}

const legendRow = 22
const longestName = 250

function namesOf(spec: ChartSpec, pen: SKRSContext2D, family: string): string[] {
  if (!('series' in spec) || spec.kind === 'heatmap' || spec.series.length < 2) return []
  pen.font = `400 14px ${family}`
  return spec.series.map(({ name }) => fitText(pen, name, spec.series.length > 2 ? longestName * 0.66 : longestName))
}

/** More than the first, for which there is room. */
function legendRows(names: string[], pen: SKRSContext2D): number {
  const room = sheetWidth - 2 * margin
  let [rows, used] = [0, 0]
  for (const name of names) {
    const width = pen.measureText(name).width + 36
    if (used + width > room && used > 0) [rows, used] = [rows + 1, 0]
    used += width
  }
  return rows
}

/** Things in rows need height for each row. */
function heightOf(spec: ChartSpec): number {
  const head = (spec.title ? 40 : 0) + (spec.subtitle ? 22 : 0)
  switch (spec.kind) {
    case 'gauge':
      return head + 304
    case 'timeline':
      return Math.max(240, head + 90 + spec.items.length * 40)
    case 'funnel':
      return Math.max(300, head + 50 + spec.labels.length * 62)
    case 'heatmap':
      return Math.max(280, head + 110 + spec.series.length * 44)
    case 'bar':
      return spec.horizontal ? Math.max(320, head + 100 + spec.labels.length * barRow(spec)) : head + 380
    case 'radar':
    case 'pie':
    case 'doughnut':
      return head + 400
    default:
      return head + 380
  }
}

function barRow({ stacked, series, labels }: { stacked: boolean; series: unknown[]; labels: unknown[] }): number {
  const bars = stacked ? 1 : series.length
  return labels.length > 30 ? 22 : Math.max(34, bars * 18 + 10)
}
