// Figures on a board, two in a row: the value large, what it is above, how it stands below, how it went beside.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Tile } from '../domain/board.ts'
import type { BoardPaper } from './draw-board.ts'
import { margin } from './sheet.ts'
import { fitText } from './texts.ts'
import { colourOf } from './theme.ts'

const tileHeight = 112
const gap = 14

export function tilesHeight(tiles: Tile[]): number {
  return Math.ceil(tiles.length / 2) * (tileHeight + gap)
}

export function drawTiles(tiles: Tile[], paper: BoardPaper, pen: SKRSContext2D): void {
  const width = (paper.width - 2 * margin - gap) / 2
  for (const [i, tile] of tiles.entries()) {
    const isAlone = i === tiles.length - 1 && i % 2 === 0
    const [x, y] = [margin + (i % 2) * (width + gap), Math.floor(i / 2) * (tileHeight + gap)]
    drawTile(tile, paper, pen, { x, y, width: isAlone ? 2 * width + gap : width })
  }
}

type Box = { x: number; y: number; width: number }

function drawTile({ label, value, note, tone, trend }: Tile, paper: BoardPaper, pen: SKRSContext2D, box: Box): void {
  const { theme, font } = paper
  const { x, y, width } = box
  pen.fillStyle = theme.faint(theme.grid)
  pen.strokeStyle = theme.grid
  pen.lineWidth = 1
  pen.beginPath()
  pen.roundRect(x, y, width, tileHeight, 8)
  pen.fill()
  pen.stroke()
  if (tone !== 'none') {
    pen.fillStyle = theme.tones[tone]
    pen.beginPath()
    pen.roundRect(x, y, 6, tileHeight, [8, 0, 0, 8])
    pen.fill()
  }
  const left = x + 20
  const room = width - 32
  pen.textAlign = 'left'
  pen.textBaseline = 'alphabetic'
  pen.fillStyle = theme.soft
  pen.font = font(16, 500)
  pen.fillText(fitText(pen, label, room), left, y + 28)
  pen.fillStyle = theme.ink
  pen.font = font(32, 680)
  const size = Math.min(32, (32 * room) / Math.max(1, pen.measureText(value).width))
  pen.font = font(Math.floor(size), 680)
  const valueWidth = pen.measureText(value).width
  pen.fillText(value, left, y + 68)
  pen.fillStyle = theme.soft
  pen.font = font(15, 500)
  pen.fillText(fitText(pen, note, room), left, y + 96)
  const free = room - valueWidth - 20
  if (free > 60)
    drawTrend(trend, theme, pen, { x: x + width - 16 - Math.min(110, free), y: y + 40, width: Math.min(110, free) })
}

const trendHeight = 30

function drawTrend(
  trend: (number | null)[],
  theme: BoardPaper['theme'],
  pen: SKRSContext2D,
  { x, y, width }: Box,
): void {
  const known = trend.filter((value) => value !== null)
  if (known.length < 2) return
  const [low, high] = [Math.min(...known), Math.max(...known)]
  pen.strokeStyle = colourOf(theme, 0)
  pen.lineWidth = 2.5
  pen.lineJoin = 'round'
  pen.beginPath()
  let isDown = false
  for (const [i, value] of trend.entries()) {
    if (value === null) {
      isDown = false
      continue
    }
    const at = [
      x + (i / (trend.length - 1)) * width,
      y + trendHeight * (1 - (high === low ? 0.5 : (value - low) / (high - low))),
    ] as const
    pen[isDown ? 'lineTo' : 'moveTo'](...at)
    isDown = true
  }
  pen.stroke()
}
