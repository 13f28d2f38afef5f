// A table on a board: the first column names, the rest stand right.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { BoardBlock } from '../domain/board.ts'
import type { BoardPaper } from './draw-board.ts'
import { margin } from './sheet.ts'
import { fitText } from './texts.ts'

type Rows = Extract<BoardBlock, { kind: 'table' }>

const rowHeight = 34
const titleHeight = 44
const leastName = 140

export function rowsHeight({ rows, title }: Rows): number {
  return (title ? titleHeight : 10) + (rows.length + 1) * rowHeight + 16
}

export function drawRows({ title, columns, rows }: Rows, { theme, font, width }: BoardPaper, pen: SKRSContext2D): void {
  pen.textBaseline = 'middle'
  pen.textAlign = 'left'
  pen.fillStyle = theme.ink
  pen.font = font(20, 650)
  if (title) pen.fillText(fitText(pen, title, width - 2 * margin), margin, 20)
  const top = title ? titleHeight : 10
  const all = [columns, ...rows]
  pen.font = font(15, 500)
  const wanted = columns.map(
    (_, column) => Math.max(...all.map((row) => pen.measureText(row[column] ?? '').width)) + 20,
  )
  const others = wanted.slice(1).reduce((sum, each) => sum + each, 0)
  // A name keeps some room, however wide the figures are.
  const shrink = Math.min(1, (width - 2 * margin - leastName) / others)
  const widths = wanted.map((each) => each * shrink)
  const nameRoom = width - 2 * margin - others * shrink
  for (const [i, row] of all.entries()) {
    const y = top + (i + 0.5) * rowHeight
    pen.fillStyle = theme.grid
    pen.fillRect(margin, y + rowHeight / 2 - 1, width - 2 * margin, 1)
    pen.fillStyle = i === 0 ? theme.soft : theme.ink
    pen.font = font(15, i === 0 ? 500 : 400)
    pen.textAlign = 'left'
    pen.fillText(fitText(pen, row[0] ?? '', nameRoom - 12), margin, y)
    pen.textAlign = 'right'
    let right = width - margin
    for (let column = columns.length - 1; column > 0; column--) {
      pen.fillText(fitText(pen, row[column] ?? '', (widths[column] ?? 0) - 6), right, y)
      right -= widths[column] ?? 0
    }
  }
}
