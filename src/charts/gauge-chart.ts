// One figure on a scale: an arc filled as far as it goes, the figure large below, tones where thresholds are.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Gauge } from '../domain/chart.ts'
import type { Sheet } from './sheet.ts'
import { beside, fitText } from './texts.ts'
import { colourOf } from './theme.ts'

export function drawGauge(spec: Gauge, sheet: Sheet, pen: SKRSContext2D): void {
  const radius = Math.min(230, sheet.height - sheet.top - 78)
  const [x, y] = [sheet.width / 2, sheet.top + radius + 16]
  const thick = 46
  const angleOf = (value: number) =>
    Math.PI * (1 + Math.min(1, Math.max(0, (value - spec.min) / (spec.max - spec.min))))
  const arc = (from: number, to: number, colour: string, at: number, width: number) => {
    if (to <= from) return
    pen.strokeStyle = colour
    pen.lineWidth = width
    pen.beginPath()
    pen.arc(x, y, at, angleOf(from), angleOf(to))
    pen.stroke()
  }
  const middle = radius - thick / 2
  arc(spec.min, spec.max, sheet.theme.grid, middle, thick)
  arc(spec.min, spec.value, colourAt(spec, sheet), middle, thick)
  const steps = bands(spec)
  for (const { from, to, tone } of steps) arc(from, to, sheet.theme.tones[tone], radius + 9, 7)
  if (spec.target) drawTarget(spec, sheet, pen, { x, y, radius, thick, angle: angleOf(spec.target.value) })
  drawFigures(spec, sheet, pen, { x, y, radius, thick })
}

type Place = { x: number; y: number; radius: number; thick: number }

function drawTarget({ target }: Gauge, sheet: Sheet, pen: SKRSContext2D, place: Place & { angle: number }): void {
  const { x, y, radius, thick, angle } = place
  pen.strokeStyle = sheet.theme.ink
  pen.lineWidth = 4
  pen.beginPath()
  for (const [i, r] of [radius - thick - 6, radius + 6].entries())
    pen[i === 0 ? 'moveTo' : 'lineTo'](x + Math.cos(angle) * r, y + Math.sin(angle) * r)
  pen.stroke()
  pen.font = sheet.font(15, 500)
  pen.fillStyle = sheet.theme.soft
  pen.textAlign = 'center'
  const text = beside(target?.label ?? 'Target', sheet.figure(target?.value ?? 0))
  pen.fillText(fitText(pen, text, 2 * (radius - thick) * 0.8), x, y - 84)
}

function drawFigures(
  { value, min, max }: Gauge,
  sheet: Sheet,
  pen: SKRSContext2D,
  { x, y, radius, thick }: Place,
): void {
  pen.textAlign = 'center'
  pen.textBaseline = 'alphabetic'
  pen.fillStyle = sheet.theme.ink
  const text = sheet.figure(value)
  const room = 2 * (radius - thick) - 50
  pen.font = sheet.font(56, 680)
  const size = Math.min(56, (56 * room) / pen.measureText(text).width)
  pen.font = sheet.font(Math.floor(size), 680)
  pen.fillText(text, x, y - 12)
  pen.font = sheet.font(15)
  pen.fillStyle = sheet.theme.soft
  pen.fillText(sheet.tick(min), x - radius + thick / 2, y + 24)
  pen.fillText(sheet.tick(max), x + radius - thick / 2, y + 24)
}

function colourAt(spec: Gauge, { theme }: Sheet): string {
  const tone = bands(spec).findLast(({ from }) => spec.value >= from)?.tone
  return tone ? theme.tones[tone] : colourOf(theme, 0)
}

function bands({ thresholds, max, min }: Gauge) {
  const sorted = thresholds.toSorted((a, b) => a.value - b.value)
  return sorted.map(({ value, tone }, i) => ({
    from: Math.max(min, value),
    to: Math.min(max, sorted[i + 1]?.value ?? max),
    tone,
  }))
}
