// A table on a board: whatever stands in it, nothing is written over anything else.
import { createCanvas } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { drawRows } from '../../../src/charts/board-rows.ts'
import { margin, sheetWidth } from '../../../src/charts/sheet.ts'
import { themes } from '../../../src/charts/theme.ts'

it('keeps names and wide figures apart', () => {
  const pen = createCanvas(sheetWidth, 400).getContext('2d')
  const written: { from: number; to: number; y: number }[] = []
  pen.fillText = (text: string, x: number, y: number) => {
    const { width } = pen.measureText(text)
    const from = pen.textAlign === 'right' ? x - width : x
    written.push({ from, to: from + width, y })
  }
  const name = 'Sales per customer in the region of North Rhine'
  const row = [name, '30,000,000,001,335 thousand/h', '▲ 0.0%', '✗ 122,925,792,070,356 thousand/h']
  const table = { kind: 'table' as const, title: '', columns: ['', 'Value', 'Change', 'Target'], rows: [row] }
  const font = (size: number, weight = 400) => `${weight} ${size}px sans-serif`
  drawRows(table, { theme: themes.light, width: sheetWidth, font }, pen)
  for (const y of new Set(written.map((one) => one.y))) {
    const line = written.filter((one) => one.y === y).toSorted((a, b) => a.from - b.from)
    for (const [i, one] of line.entries()) expect(one.from).toBeGreaterThanOrEqual(line[i - 1]?.to ?? margin)
  }
})
