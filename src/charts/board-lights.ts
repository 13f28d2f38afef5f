// Whether things are as they ought to be, at a glance: a mark, a name and why, two in a row.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { BoardBlock } from '../domain/board.ts'
import type { BoardPaper } from './draw-board.ts'
import { margin } from './sheet.ts'
import { fitText } from './texts.ts'
import { inkOn } from './theme.ts'

type Lights = Extract<BoardBlock, { kind: 'status' }>

const titleHeight = 44
const rowHeight = 58
const radius = 13

export function lightsHeight({ lights, title }: Lights): number {
  return (title ? titleHeight : 10) + Math.ceil(lights.length / 2) * rowHeight + 8
}

export function drawLights({ title, lights }: Lights, paper: BoardPaper, pen: SKRSContext2D): void {
  const { theme, font, width } = paper
  pen.textBaseline = 'middle'
  pen.textAlign = 'left'
  pen.fillStyle = theme.ink
  pen.font = font(20, 650)
  if (title) pen.fillText(fitText(pen, title, width - 2 * margin), margin, 20)
  const room = (width - 2 * margin) / 2
  for (const [i, { label, note, tone }] of lights.entries()) {
    const [x, y] = [margin + (i % 2) * room, (title ? titleHeight : 10) + (Math.floor(i / 2) + 0.5) * rowHeight]
    const colour = tone === 'none' ? theme.grid : theme.tones[tone]
    pen.fillStyle = colour
    pen.beginPath()
    pen.arc(x + radius, y, radius, 0, 2 * Math.PI)
    pen.fill()
    // Not by its colour alone.
    pen.fillStyle = tone === 'none' ? theme.soft : inkOn(colour)
    pen.font = font(16, 700)
    pen.textAlign = 'center'
    pen.fillText(signs[tone], x + radius, y + 1)
    pen.textAlign = 'left'
    const left = x + 2 * radius + 12
    pen.fillStyle = theme.ink
    pen.font = font(16, 550)
    pen.fillText(fitText(pen, label, room - 2 * radius - 24), left, y - 11)
    pen.fillStyle = theme.soft
    pen.font = font(14)
    pen.fillText(fitText(pen, note, room - 2 * radius - 24), left, y + 11)
  }
}

const signs = { good: '✓', bad: '!', none: '–' } as const
