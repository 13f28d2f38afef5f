// A board as one picture: its blocks below each other, as wide as a chart, so that letters stay readable on a phone.
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Board, BoardBlock } from '../domain/board.ts'
import { drawLights, lightsHeight } from './board-lights.ts'
import { drawRows, rowsHeight } from './board-rows.ts'
import { drawTiles, tilesHeight } from './board-tiles.ts'
import { drawable, onPainted } from './draw-chart.ts'
import { familiesFor } from './fonts.ts'
import { margin, pixelRatio, sheetWidth } from './sheet.ts'
import { fitText } from './texts.ts'
import { type Theme, themes } from './theme.ts'
import { toPng } from './to-png.ts'

export type BoardPaper = { theme: Theme; width: number; font(size: number, weight?: number): string }

const headHeight = 92

export function drawBoard(given: Board): Buffer {
  const board = drawable(given)
  const family = familiesFor(`${JSON.stringify(board)}…✓–`)
  const paper: BoardPaper = {
    theme: themes[board.theme],
    width: sheetWidth,
    font: (size, weight = 400) => `${weight} ${size}px ${family}`,
  }
  const pieces = board.blocks.map((block) => pieceOf(block, paper))
  const height = headHeight + pieces.reduce((sum, piece) => sum + piece.height, 0) + margin
  const canvas = createCanvas(sheetWidth * pixelRatio, height * pixelRatio)
  const pen = canvas.getContext('2d')
  pen.scale(pixelRatio, pixelRatio)
  pen.fillStyle = paper.theme.background
  pen.fillRect(0, 0, sheetWidth, height)
  drawHead(board, paper, pen)
  let top = headHeight
  for (const piece of pieces) {
    pen.save()
    pen.translate(0, top)
    piece.draw(pen)
    pen.restore()
    top += piece.height
  }
  return toPng(canvas)
}

type Piece = { height: number; draw(pen: SKRSContext2D): void }

function pieceOf(block: BoardBlock, paper: BoardPaper): Piece {
  switch (block.kind) {
    case 'tiles':
      return { height: tilesHeight(block.tiles), draw: (pen) => drawTiles(block.tiles, paper, pen) }
    case 'table':
      return { height: rowsHeight(block), draw: (pen) => drawRows(block, paper, pen) }
    case 'status':
      return { height: lightsHeight(block), draw: (pen) => drawLights(block, paper, pen) }
    case 'chart':
      return onPainted(block.spec, (chart) => {
        // The canvas of a chart is wiped when we are done with it.
        const copy = createCanvas(chart.width, chart.height)
        copy.getContext('2d').drawImage(chart, 0, 0)
        const height = (chart.height / chart.width) * sheetWidth
        return { height, draw: (pen: SKRSContext2D) => pen.drawImage(copy, 0, 0, sheetWidth, height) }
      })
  }
}

function drawHead({ title, subtitle }: Board, { theme, font, width }: BoardPaper, pen: SKRSContext2D): void {
  pen.textBaseline = 'alphabetic'
  pen.fillStyle = theme.ink
  pen.font = font(30, 700)
  pen.fillText(fitText(pen, title, width - 2 * margin), margin, 46)
  pen.fillStyle = theme.soft
  pen.font = font(16)
  pen.fillText(fitText(pen, subtitle, width - 2 * margin), margin, 72)
}
