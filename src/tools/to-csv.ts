// A table as a CSV file that no spreadsheet runs.

/** Each digit can be read in one way only: of half a million of them every other way would be tried. */
const plainFigure = /^-?(\d+(\.\d+)?|\.\d+)(e[-+]?\d+)?$/i

export function toCsv(columns: string[], rows: string[][]): string {
  return `${[columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`
}

/** The same to be read by us: figures as they came, however they begin, and heads in which no sign could be taken for what stands between cells. */
export function toReadableCsv(columns: string[], rows: string[][]): string {
  const heads = columns.map((name) => name.replaceAll(';', ',').replaceAll(/[\s|]+/g, ' '))
  return `${[heads, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`
}

/** Spreadsheets run what begins like a formula, so an apostrophe goes before it; a negative figure is none. */
function field(text: string): string {
  const isFormula = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !plainFigure.test(text)
  return quoted(isFormula ? `'${text}` : text)
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
