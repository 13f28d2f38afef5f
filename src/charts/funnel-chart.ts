// Steps from many to few: each a band as wide as its figure, with what is left of the first.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Plotted } from '../domain/chart.ts'
import { formatFigure } from '../domain/format-figure.ts'
import { margin, type Sheet } from './sheet.ts'
import { wrapText } from './texts.ts'
import { colourOf, inkOn } from './theme.ts'

const gap = 4
const nameWidth = 170
const shareWidth = 66

export function drawFunnel(spec: Plotted, sheet: Sheet, pen: SKRSContext2D): void {
  const values = spec.series[0]?.values.map((value) => value ?? 0) ?? []
  const most = Math.max(...values)
  const top = sheet.top + 6
  const step = (sheet.height - top - margin) / values.length
  const [left, right] = [margin + nameWidth, sheet.width - margin - shareWidth]
  const middle = (left + right) / 2
  const widthOf = (value: number) => Math.max(6, (value / most) * (right - left))
  for (const [i, value] of values.entries()) {
    const y = top + i * step
    const [above, below] = [widthOf(value), widthOf(values[i + 1] ?? value)]
    const colour = colourOf(sheet.theme, i)
    const bottom = y + step - gap
    pen.fillStyle = colour
    pen.beginPath()
    pen.moveTo(middle - above / 2, y)
    pen.lineTo(middle + above / 2, y)
    // Half the way to the next, so that the band still shows its own width.
    pen.lineTo(middle + (above + below) / 4, bottom)
    pen.lineTo(middle - (above + below) / 4, bottom)
    pen.closePath()
    pen.fill()
    const centre = y + (step - gap) / 2
    drawFigure(sheet, pen, value, { x: middle, y: centre, width: (above * 3 + below) / 4, colour })
    drawName(spec.labels[i] ?? '', sheet, pen, centre)
    if (values[0]) drawShare(value / values[0], sheet, pen, centre)
  }
}

function drawFigure(
  sheet: Sheet,
  pen: SKRSContext2D,
  value: number,
  at: { x: number; y: number; width: number; colour: string },
) {
  const text = sheet.tick(value)
  pen.font = sheet.font(17, 650)
  pen.textBaseline = 'middle'
  const needs = pen.measureText(text).width
  const isInside = needs + 12 <= at.width
  pen.textAlign = isInside ? 'center' : 'left'
  pen.fillStyle = isInside ? inkOn(at.colour) : sheet.theme.ink
  pen.fillText(text, isInside ? at.x : at.x + at.width / 2 + 8, at.y)
}

function drawName(name: string, sheet: Sheet, pen: SKRSContext2D, y: number): void {
  pen.font = sheet.font(16)
  pen.textAlign = 'left'
  pen.textBaseline = 'middle'
  pen.fillStyle = sheet.theme.ink
  const lines = wrapText(pen, name, nameWidth - 14, 2)
  for (const [i, line] of lines.entries()) pen.fillText(line, margin, y + (i - (lines.length - 1) / 2) * 20)
}

function drawShare(share: number, sheet: Sheet, pen: SKRSContext2D, y: number): void {
  pen.font = sheet.font(16, 500)
  pen.textAlign = 'right'
  pen.textBaseline = 'middle'
  pen.fillStyle = sheet.theme.soft
  pen.fillText(formatFigure(Math.round(share * 1_000) / 10, { unit: '%' }), sheet.width - margin, y)
}
