// What a database answered, in chat: the first rows as a table, how many there are, and all of it as a file where that is not all.
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { ReplyPart } from '../domain/reply.ts'
import { toCsv } from './to-csv.ts'

const most = { rows: 20, columns: 12, cell: 120 }

export type ShownAnswer = {
  columns: string[]
  /** The first of them, as they are shown. */
  rows: string[][]
  rowCount: number
  columnCount: number
  isCut: boolean
  /** All that was read, where not all of it is shown. */
  csv?: string | undefined
}

export function showAnswer(answer: { columns: string[]; rows: string[][]; isCut: boolean }): ShownAnswer {
  const { columns, rows, isCut } = answer
  const first = rows.slice(0, most.rows)
  const shown = [columns, ...first].map((row) => row.slice(0, most.columns).map(shownCell))
  const isWhole =
    first.length === rows.length &&
    columns.length <= most.columns &&
    [columns, ...first].every((row, i) => row.every((cell, j) => cell === shown[i]?.[j]))
  return {
    ...{ columns: shown[0] ?? [], rows: shown.slice(1), rowCount: rows.length, columnCount: columns.length, isCut },
    ...(isWhole ? {} : { csv: toCsv(columns, rows) }),
  }
}

export function answerParts(name: string, from: string, answer: ShownAnswer): ReplyPart[] {
  const { columns, rows, csv } = answer
  const parts: ReplyPart[] = [
    { kind: 'text', text: `**${escapeMarkdown(name)}** from ${escapeMarkdown(from)}: ${sizeOf(answer)}` },
  ]
  const twin = [columns, ...rows].map((row) => row.map((cell) => escapeMarkdown(cell)).join(' · ')).join('\n')
  if (columns.length > 0) parts.push({ kind: 'table', columns, rows, twin })
  if (csv !== undefined) {
    const file = `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')}.csv`
    const base64 = Buffer.from(csv).toString('base64')
    parts.push({
      kind: 'files',
      files: [{ name: file, mediaType: 'text/csv', base64 }],
      twin: `All of it: ${escapeMarkdown(file)}`,
    })
  }
  return parts
}

function sizeOf({ rows, rowCount, columnCount, columns, isCut }: ShownAnswer): string {
  const cut = isCut ? '; there are more, and I take no more than that' : ''
  const first = rows.length < rowCount ? `; the first ${rows.length} are shown` : ''
  const wide = columns.length < columnCount ? `; ${columns.length} of its ${columnCount} columns are shown` : ''
  return `${rowCount.toLocaleString('en')} ${rowCount === 1 ? 'row' : 'rows'}${cut}${first}${wide}.`
}

/** On one line, without what steers a terminal. */
function shownCell(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
  return line.length > most.cell ? `${line.slice(0, most.cell - 1).toWellFormed()}…` : line
}
