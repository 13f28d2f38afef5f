// A table as lines of a fixed-width font; columns of numbers stand to the right.
import { width } from './width.ts'

export type Align = 'left' | 'right' | 'center'

export function layOutTable(columns: string[], rows: string[][], aligns: (Align | undefined)[] = []): string {
  const lines = [columns, ...rows].map((row) => columns.map((_, i) => oneLine(row[i] ?? '')))
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => width(line[i] ?? '')), 1))
  const sides = columns.map((_, i) => aligns[i] ?? sideOf(rows, i))
  const laid = lines.map((line) => line.map((cell, i) => pad(cell, widths[i] ?? 0, sides[i])).join('  '))
  const rule = widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  ')
  const [head = '', ...body] = laid
  return [head, rule, ...body].map((line) => line.trimEnd()).join('\n')
}

function oneLine(cell: string): string {
  return cell.replaceAll(/\s+/g, ' ').trim()
}

function sideOf(rows: string[][], column: number): Align {
  const cells = rows.map((row) => row[column]?.trim() ?? '').filter(Boolean)
  const isNumeric =
    cells.length > 0 &&
    cells.every((cell) => /^[-+−]?[\p{Sc}]?\s?[\d.,'\s]*\d\s?(?:[%\p{Sc}]|[a-zA-Z]{1,3})?$/u.test(cell))
  return isNumeric ? 'right' : 'left'
}

function pad(cell: string, to: number, side: Align = 'left'): string {
  const missing = Math.max(0, to - width(cell))
  const before = side === 'right' ? missing : side === 'center' ? missing >> 1 : 0
  return ' '.repeat(before) + cell + ' '.repeat(missing - before)
}
