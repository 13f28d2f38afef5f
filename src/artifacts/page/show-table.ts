// A table on the page. Its heads are links that sort it: the server does it, so that no script is needed and all rows count, not only those shown.
import type { ArtifactFile } from '../../ports/artifacts.ts'
import { bdi, type Html, html, nothing } from './html.ts'
import { figureIn, type ReadTable, readTable, type Sorting } from './read-csv.ts'

/** `2.1d`: the file at place 2, by its second column, the largest first. */
export function readSorting(asked: string | null): (Sorting & { place: number }) | undefined {
  const [, place, column, way] = /^(\d{1,3})\.(\d{1,3})([ad])$/.exec(asked ?? '') ?? []
  return place ? { place: Number(place), column: Number(column), isDown: way === 'd' } : undefined
}

/** Undefined when it cannot be read as one; then it is shown as text. */
export function showTable(
  file: ArtifactFile,
  content: Buffer,
  asked: ReturnType<typeof readSorting>,
): Html | undefined {
  const sorting = asked?.place === file.place ? asked : undefined
  const table = readTable(content, sorting)
  if (!table) return undefined
  const { columns, rows } = table
  const isNumber = columns.map((_, i) => rows.length > 0 && rows.every((row) => isFigure(row[i])))
  const head = columns.map((name, i) => headOf(file, table, name, i, isNumber[i] === true, sorting))
  const body = rows.map((row) => html`<tr>${columns.map((_, i) => cellOf(row[i] ?? '', isNumber[i] === true))}</tr>\n`)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${file.title}"><table>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
<p class="dim">${sizeOf(table)}</p>`
}

function headOf(
  { place }: ArtifactFile,
  { isSortable }: ReadTable,
  name: string,
  column: number,
  isNumber: boolean,
  sorting: Sorting | undefined,
): Html {
  const current = sorting?.column === column ? sorting : undefined
  const sort = current ? (current.isDown ? 'descending' : 'ascending') : 'none'
  const mark = current ? (current.isDown ? ' ↓' : ' ↑') : ''
  const way = current && !current.isDown ? 'd' : 'a'
  const label = isSortable
    ? html`<a href="?sort=${place}.${column}${way}#file-${place}">${bdi(name)}${mark}</a>`
    : bdi(name)
  return html`<th scope="col" aria-sort="${sort}"${isNumber ? html` class="number"` : nothing}>${label}</th>`
}

function cellOf(text: string, isNumber: boolean): Html {
  return html`<td${isNumber ? html` class="number"` : nothing}>${bdi(text)}</td>`
}

function isFigure(text: string | undefined): boolean {
  return (text ?? '').trim() === '' || figureIn((text ?? '').trim()) !== undefined
}

function sizeOf({ rows, columns, width: all, total, isSortable }: ReadTable): string {
  const rest = all > columns.length ? `, of which the first ${columns.length} are shown` : ''
  const width = `${all} ${all === 1 ? 'column' : 'columns'}${rest}`
  if (total === undefined)
    return `The first ${rows.length} rows, ${width}. It is too large to sort here: save it to see all.`
  const count = `${total} ${total === 1 ? 'row' : 'rows'}, ${width}`
  return total > rows.length ? `The first ${rows.length} of ${count}.` : isSortable ? `${count}.` : count
}
