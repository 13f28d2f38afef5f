// Figures as the depth of a colour: a row for each series, a column for each label.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Plotted } from '../domain/chart.ts'
import { margin, type Sheet } from './sheet.ts'
import { fitText, wrapText } from './texts.ts'
import { colourOf, inkOn, mix } from './theme.ts'

const headSize = 14
const legendHeight = 34

export function drawHeatmap(spec: Plotted, sheet: Sheet, pen: SKRSContext2D): void {
  const known = spec.series.flatMap(({ values }) => values.filter((value) => value !== null))
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const shade = (value: number) => shadeOf(sheet, high === low ? 1 : (value - low) / (high - low))
  pen.font = sheet.font(headSize)
  const names = spec.series.map(({ name }) => name)
  const nameWidth = Math.min(170, Math.max(...names.map((name) => pen.measureText(name).width)) + 12)
  const left = margin + nameWidth
  const cell = (sheet.width - margin - left) / spec.labels.length
  const heads = headsOf(spec, pen, cell)
  const top = sheet.top + heads.lines * 18 + 6
  const row = (sheet.height - top - legendHeight - margin) / names.length
  heads.draw((i, text, line) => {
    pen.fillStyle = sheet.theme.soft
    pen.textAlign = 'center'
    pen.textBaseline = 'alphabetic'
    pen.fillText(text, left + (i + 0.5) * cell, sheet.top + 16 + line * 18)
  })
  for (const [r, { name, values }] of spec.series.entries()) {
    const y = top + r * row
    drawName(name, sheet, pen, nameWidth, y + row / 2)
    for (const [c, value] of values.entries()) {
      const box = { x: left + c * cell, y, width: cell - 2, height: row - 2 }
      if (value !== null) drawCell(sheet, pen, sheet.tick(value), shade(value), box)
    }
  }
  drawScale(sheet, pen, [low, high], sheet.height - margin - 14)
}

function shadeOf({ theme }: Sheet, share: number): string {
  return mix(mix(theme.background, colourOf(theme, 0), 0.12), colourOf(theme, 0), share)
}

/** Where columns are narrow only some of them are named. */
function headsOf({ labels }: Plotted, pen: SKRSContext2D, cell: number) {
  const widest = Math.max(...labels.map((label) => pen.measureText(label).width))
  const every = cell >= 44 ? 1 : Math.ceil(Math.min(widest + 8, 70) / cell)
  const wrapped = labels.map((label, i) =>
    i % every === 0 ? wrapText(pen, label, cell * every - 6, every === 1 ? 2 : 1) : [],
  )
  return {
    lines: Math.max(...wrapped.map((lines) => lines.length)),
    draw: (write: (i: number, text: string, line: number) => void) => {
      for (const [i, lines] of wrapped.entries()) for (const [line, text] of lines.entries()) write(i, text, line)
    },
  }
}

function drawName(name: string, sheet: Sheet, pen: SKRSContext2D, width: number, y: number): void {
  pen.font = sheet.font(headSize)
  pen.fillStyle = sheet.theme.ink
  pen.textAlign = 'left'
  pen.textBaseline = 'middle'
  pen.fillText(fitText(pen, name, width - 10), margin, y)
}

type Box = { x: number; y: number; width: number; height: number }

function drawCell(sheet: Sheet, pen: SKRSContext2D, text: string, colour: string, box: Box): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.roundRect(box.x, box.y, box.width, box.height, 3)
  pen.fill()
  pen.font = sheet.font(14, 500)
  if (pen.measureText(text).width > box.width - 4 || box.height < 18) return
  pen.fillStyle = inkOn(colour)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, box.x + box.width / 2, box.y + box.height / 2)
}

function drawScale(sheet: Sheet, pen: SKRSContext2D, [low, high]: [number, number], y: number): void {
  const [width, steps] = [150, 25]
  pen.font = sheet.font(13)
  pen.textBaseline = 'middle'
  const [from, to] = [sheet.tick(low), sheet.tick(high)]
  const x = sheet.width - margin - pen.measureText(to).width - 8 - width
  for (let i = 0; i < steps; i++) {
    pen.fillStyle = shadeOf(sheet, i / (steps - 1))
    pen.fillRect(x + (i * width) / steps, y, width / steps + 0.5, 12)
  }
  pen.fillStyle = sheet.theme.soft
  pen.textAlign = 'right'
  pen.fillText(from, x - 8, y + 6)
  pen.textAlign = 'left'
  pen.fillText(to, x + width + 8, y + 6)
}
