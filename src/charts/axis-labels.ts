// The words below or beside the axis: whole where they fit, on two lines where that helps, shortened only at the last.
import type { Plotted } from '../domain/chart.ts'
import { margin, type Sheet } from './sheet.ts'
import { fitText, type Pen, wrapText } from './texts.ts'

const size = 14
const longestBeside = 170
const longestTilted = 120

export function axisLabels(spec: Plotted, sheet: Sheet, pen: Pen): { ticks: object } {
  const style = { color: sheet.theme.soft, font: { family: sheet.family, size }, padding: 6 }
  pen.font = sheet.font(size)
  if (spec.horizontal)
    return { ticks: { ...style, autoSkip: spec.labels.length > 40, callback: shown(beside(spec, pen)) } }
  const step = (sheet.width - 2 * margin - 60) / spec.labels.length
  const wrapped = spec.labels.map((label) => wrapText(pen, label, step - 8, 3))
  const isWhole = wrapped.every((lines) => lines.every((line) => !line.endsWith('…')))
  if (isWhole) return { ticks: { ...style, autoSkip: false, maxRotation: 0, callback: shown(wrapped) } }
  const tilted = spec.labels.map((label) => fitText(pen, label, longestTilted))
  const isCrowded = step < size + 8
  return {
    ticks: {
      ...style,
      autoSkip: isCrowded,
      maxRotation: 40,
      minRotation: isCrowded ? 0 : 40,
      autoSkipPadding: 14,
      callback: shown(tilted),
    },
  }
}

function beside({ labels }: Plotted, pen: Pen): string[][] {
  return labels.map((label) => wrapText(pen, label, longestBeside, 2))
}

function shown<Text>(labels: Text[]): (value: unknown, i: number) => Text | '' {
  return (value, i) => labels[typeof value === 'number' ? value : i] ?? ''
}
