// A table in columns that stay straight in every script; where the terminal is too narrow for columns, one line a value.
import { cutToWidth, displayWidth, padToWidth } from './display-width.ts'
import { neutraliseLine } from './neutralise.ts'
import type { Style } from './style.ts'

const between = '  '
const narrowest = 4

/** `width` undefined: as wide as it needs to be. */
export function renderTable(columns: string[], rows: string[][], width: number | undefined, style: Style): string {
  const heads = columns.map(neutraliseLine)
  const cells = rows.map((row) => heads.map((_, i) => neutraliseLine(row[i] ?? '')))
  const natural = heads.map((head, i) => {
    return cells.reduce((widest, row) => Math.max(widest, displayWidth(row[i] ?? '')), displayWidth(head))
  })
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - between.length * (heads.length - 1)
  if (room < narrowest * heads.length) return asRecords(heads, cells)
  const widths = shrink(natural, room)
  const sides = heads.map((_, i) => (isNumeric(cells.map((row) => row[i] ?? '')) ? 'start' : 'end') as 'start' | 'end')
  const line = (row: string[]) =>
    row
      .map((cell, i) => padToWidth(cutToWidth(cell, widths[i] ?? 0), widths[i] ?? 0, sides[i]))
      .join(between)
      .trimEnd()
  const rule = widths.map((each) => '─'.repeat(each)).join(between)
  return [style.bold(line(heads)), style.faint(rule), ...cells.map(line)].join('\n')
}

/** The widest columns give way first, all to the same width. */
function shrink(natural: number[], room: number): number[] {
  const sum = (cap: number) => natural.reduce((total, each) => total + Math.min(each, cap), 0)
  let cap = Math.max(...natural, 1)
  if (sum(cap) <= room) return natural
  cap = Math.min(cap, room)
  while (sum(cap) > room) cap--
  let spare = room - sum(cap)
  return natural.map((each) => (each > cap && spare-- > 0 ? cap + 1 : Math.min(each, cap)))
}

function isNumeric(cells: string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '')
  return (
    filled.length > 0 && filled.every((cell) => /^[^\p{L}\d]{0,3}\d[\d.,'\s]*[%\p{Sc}\p{L}]{0,3}$/u.test(cell.trim()))
  )
}

function asRecords(heads: string[], cells: string[][]): string {
  return cells.map((row) => heads.map((head, i) => `${head}: ${row[i] ?? ''}`).join('\n')).join('\n\n')
}
