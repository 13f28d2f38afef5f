// A pasted table: CSV, tab-separated as from a spreadsheet, or drawn with bars as in Markdown.
export type Table = { head: string[] | undefined; rows: string[][] }

/** `isValue` tells a row of figures from a row of names, where nobody knows whether the first line is one. */
export function readTable(text: string, isValue: (cell: string) => boolean, hasHead = false): Table {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^[\s|:+-]+$/.test(line))
  const delimiter = delimiterOf(lines[0] ?? '')
  const rows = lines.map((line) => cellsOf(delimiter === '|' ? line.trim().replace(/^\||\|$/g, '') : line, delimiter))
  const [first, ...rest] = rows
  const isHead = first !== undefined && rest.length > 0 && (hasHead || !first.slice(1).some(isValue))
  return isHead ? { head: first, rows: rest } : { head: undefined, rows }
}

/** Whether it is a table at all: lines, each with at least two cells. */
export function isTable(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length < 2) return false
  const delimiter = delimiterOf(lines[0] ?? '')
  return delimiter !== '' && lines.every((line) => line.includes(delimiter) || /^[\s|:+-]+$/.test(line))
}

function delimiterOf(line: string): string {
  return ['\t', '|', ';', ','].find((one) => line.includes(one)) ?? ''
}

function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isInside = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? ''
    if (character === '"' && isInside && line[i + 1] === '"') cell += line[++i]
    else if (character === '"' && (isInside || cell.trim() === '')) isInside = !isInside
    else if (character === delimiter && !isInside) {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return [...cells, cell.trim()]
}
