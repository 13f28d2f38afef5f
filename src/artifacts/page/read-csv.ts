// A table out of a file, to be looked at: the first rows, in the order somebody asked for.
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { parse as parsing } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { csvOf } from '../../domain/csv-field.ts'

export type Sorting = { column: number; isDown: boolean }
/** `columns` and `rows` are the first ones; `width` and `total` are how many there are, as far as it is known. */
export type ReadTable = {
  columns: string[]
  rows: string[][]
  width: number
  total: number | undefined
  isSortable: boolean
}

const mostRows = 500
const mostColumns = 100
/** More would keep everybody else waiting. */
const mostSorted = 512 * 1024
const options = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }

/** Undefined when it is no table. */
export function readTable(content: Buffer, sorting?: Sorting): ReadTable | undefined {
  const isSortable = content.length <= mostSorted
  try {
    const lines: string[][] = isSortable
      ? parse(content, options)
      : parse(wholeLines(content), { ...options, to: mostRows + 1 })
    const [columns, ...rows] = lines
    if (!columns) return undefined
    const sorted = sorting && isSortable ? sortedBy(rows, sorting) : rows
    const shown = { columns: columns.slice(0, mostColumns), rows: sorted.slice(0, mostRows) }
    return { ...shown, width: columns.length, total: isSortable ? rows.length : undefined, isSortable }
  } catch {
    return undefined
  }
}

/** More takes longer than a browser waits, and memory. */
export const mostRewritten = 2 * 1024 * 1024

/** Every row as it can be opened in a spreadsheet, a piece at a time so that nobody waits for a long one. */
export async function rewriteCsv(content: Buffer): Promise<string> {
  try {
    let text = ''
    for await (const row of Readable.from(piecesOf(content)).pipe(parsing(options))) text += csvOf([row])
    return text
  } catch {
    // What is no table is still opened as one.
    return csvOf(
      content
        .toString('utf8')
        .split(/\r?\n|\r/)
        .map((line) => [line]),
    )
  }
}

const piece = 64 * 1024

/** Whoever else is served gets a turn between two of them. */
async function* piecesOf(content: Buffer): AsyncIterable<Buffer> {
  for (let at = 0; at < content.length; at += piece) {
    await setImmediate()
    yield content.subarray(at, at + piece)
  }
}

function wholeLines(content: Buffer): Buffer {
  const head = content.subarray(0, mostSorted)
  return head.subarray(0, head.lastIndexOf(0x0a) + 1)
}

/** Figures by size, everything else by its letters; what is empty stands last either way. */
function sortedBy(rows: string[][], { column, isDown }: Sorting): string[][] {
  const letters = new Intl.Collator('en', { numeric: true })
  const keyed = rows.map((row) => {
    const text = (row[column] ?? '').trim()
    return { row, text, figure: figureIn(text) }
  })
  return keyed
    .toSorted((a, b) => {
      if (a.text === '' || b.text === '') return Number(a.text === '') - Number(b.text === '')
      const isBoth = a.figure !== undefined && b.figure !== undefined
      const order = isBoth ? Number(a.figure) - Number(b.figure) : letters.compare(a.text, b.text)
      return isDown ? -order : order
    })
    .map(({ row }) => row)
}

export function figureIn(text: string): number | undefined {
  return /^[+-]?(\d[\d,]*(\.\d+)?|\.\d+)([eE][+-]?\d{1,3})?\s?%?$/.test(text)
    ? Number.parseFloat(text.replaceAll(',', ''))
    : undefined
}
