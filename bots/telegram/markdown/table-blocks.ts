// Tables with pipes: a line of names, a line of dashes as wide, and rows up to an empty line.
import { type Found, isEmpty, type Lines } from './lines.ts'
import type { Align } from './table.ts'

export function readTable(lines: Lines, at: number): Found | undefined {
  if (!startsTable(lines, at)) return undefined
  let end = at + 2
  while (end < lines.length && !isEmpty(lines[end]) && (lines[end] ?? '').includes('|')) end++
  const columns = cellsOf(lines[at] ?? '')
  const aligns = cellsOf(lines[at + 1] ?? '').map(alignOf)
  const rows = lines.slice(at + 2, end).map(cellsOf)
  return { block: { kind: 'table', columns, rows, aligns }, end }
}

export function startsTable(lines: Lines, at: number): boolean {
  const rule = lines[at + 1] ?? ''
  if (!rule.includes('-') || !(lines[at] ?? '').includes('|') || !/^[\s|:-]+$/.test(rule)) return false
  const dashes = cellsOf(rule)
  return dashes.every((cell) => /^:?-+:?$/.test(cell)) && dashes.length === cellsOf(lines[at] ?? '').length
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim())
}

function alignOf(dashes: string): Align | undefined {
  if (!dashes.endsWith(':')) return undefined
  return dashes.startsWith(':') ? 'center' : 'right'
}
