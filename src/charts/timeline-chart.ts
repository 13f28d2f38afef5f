// What lasts from when to when: a bar for each, over a scale of days.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Timeline } from '../domain/chart.ts'
import { margin, type Sheet } from './sheet.ts'
import { fitText, wrapText } from './texts.ts'
import { colourOf, inkOn } from './theme.ts'

const day = 86_400_000
const scaleHeight = 32

export function drawTimeline({ items }: Timeline, sheet: Sheet, pen: SKRSContext2D): void {
  const spans = items.map(({ label, start, end }) => ({
    label,
    from: Date.parse(start),
    to: Date.parse(end ?? start) + day,
    isDay: !end || end === start,
  }))
  const [first, last] = [Math.min(...spans.map(({ from }) => from)), Math.max(...spans.map(({ to }) => to))]
  pen.font = sheet.font(15)
  const nameWidth = Math.min(190, Math.max(...items.map(({ label }) => pen.measureText(label).width)) + 14)
  const [left, right] = [margin + nameWidth, sheet.width - margin - 8]
  const [top, bottom] = [sheet.top + 4, sheet.height - margin - scaleHeight]
  const xOf = (time: number) => left + ((time - first) / (last - first)) * (right - left)
  drawScale(sheet, pen, ticksFor(first, last), xOf, { top, bottom, right })
  const row = (bottom - top) / spans.length
  for (const [i, span] of spans.entries()) {
    const y = top + (i + 0.5) * row
    drawName(span.label, sheet, pen, nameWidth, y)
    const colour = colourOf(sheet.theme, i)
    const height = Math.min(26, row * 0.64)
    const [x, width] = [xOf(span.from), Math.max(5, xOf(span.to) - xOf(span.from))]
    if (span.isDay) drawPoint(pen, colour, x + width / 2, y, height / 2)
    else
      drawBar(
        sheet,
        pen,
        colour,
        { x, y: y - height / 2, width, height },
        `${Math.round((span.to - span.from) / day)} days`,
      )
  }
}

function drawName(name: string, sheet: Sheet, pen: SKRSContext2D, width: number, y: number): void {
  pen.font = sheet.font(15)
  pen.fillStyle = sheet.theme.ink
  pen.textAlign = 'left'
  pen.textBaseline = 'middle'
  const lines = wrapText(pen, name, width - 12, 2)
  for (const [i, line] of lines.entries()) pen.fillText(line, margin, y + (i - (lines.length - 1) / 2) * 17)
}

function drawPoint(pen: SKRSContext2D, colour: string, x: number, y: number, half: number): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.moveTo(x, y - half)
  pen.lineTo(x + half, y)
  pen.lineTo(x, y + half)
  pen.lineTo(x - half, y)
  pen.closePath()
  pen.fill()
}

type Box = { x: number; y: number; width: number; height: number }

function drawBar(sheet: Sheet, pen: SKRSContext2D, colour: string, { x, y, width, height }: Box, text: string): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.roundRect(x, y, width, height, 4)
  pen.fill()
  pen.font = sheet.font(13, 550)
  if (pen.measureText(text).width > width - 10) return
  pen.fillStyle = inkOn(colour)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, x + width / 2, y + height / 2)
}

type Area = { top: number; bottom: number; right: number }

function drawScale(
  sheet: Sheet,
  pen: SKRSContext2D,
  ticks: { at: number; text: string }[],
  xOf: (at: number) => number,
  { top, bottom, right }: Area,
) {
  pen.font = sheet.font(14)
  pen.textBaseline = 'top'
  for (const { at, text } of ticks) {
    const x = xOf(at)
    pen.fillStyle = sheet.theme.grid
    pen.fillRect(x, top, 1, bottom - top + 4)
    pen.fillStyle = sheet.theme.soft
    const half = pen.measureText(text).width / 2
    pen.textAlign = x + half > right + 10 ? 'right' : 'center'
    pen.fillText(fitText(pen, text, 120), pen.textAlign === 'right' ? right + 10 : x, bottom + 10)
  }
}

/** Days, weeks, months or years, so that there are at most seven. */
function ticksFor(first: number, last: number): { at: number; text: string }[] {
  const days = (last - first) / day
  const everyDays = [1, 2, 7, 14].find((one) => days / one <= 6)
  const ticks: number[] = []
  if (everyDays) for (let at = first; at <= last; at += everyDays * day) ticks.push(at)
  else {
    const months = [1, 2, 3, 6, 12, 24, 60, 120, 600].find((one) => days / 30.44 / one <= 6) ?? 1_200
    const start = new Date(first)
    for (let month = Math.ceil(start.getUTCMonth() / months) * months; ; month += months) {
      const at = Date.UTC(start.getUTCFullYear(), month)
      if (at > last) break
      if (at >= first) ticks.push(at)
    }
  }
  const isLong = days > 330
  const format = Intl.DateTimeFormat(
    'en',
    everyDays
      ? { day: 'numeric', month: 'short', timeZone: 'UTC' }
      : { month: 'short', ...(isLong ? { year: 'numeric' } : {}), timeZone: 'UTC' },
  )
  return ticks.map((at) => ({ at, text: format.format(at) }))
}
