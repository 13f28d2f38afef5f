// What a person sees after a terminal has followed the escape sequences it was sent.
export function screenOf(written: string): string[] {
  const rows: string[] = ['']
  let row = 0
  let column = 0
  const put = (character: string) => {
    const line = (rows[row] ?? '').padEnd(column)
    rows[row] = line.slice(0, column) + character + line.slice(column + 1)
    column++
  }
  const moves: Record<string, (n: number) => void> = {
    A: (n) => {
      row = Math.max(0, row - (n || 1))
    },
    B: (n) => {
      row += n || 1
    },
    C: (n) => {
      column += n || 1
    },
    D: (n) => {
      column = Math.max(0, column - (n || 1))
    },
    G: (n) => {
      column = (n || 1) - 1
    },
    J: () => {
      rows.length = row + 1
      rows[row] = (rows[row] ?? '').slice(0, column)
    },
    K: () => {
      rows[row] = (rows[row] ?? '').slice(0, column)
    },
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what this reads
  for (const [piece, digits = '', letter = ''] of written.matchAll(/\u001b\[\??(\d*)([A-Za-z])|./gs)) {
    if (letter) moves[letter]?.(Number(digits))
    else if (piece === '\r') column = 0
    else if (piece === '\n') {
      row++
      column = 0
      rows[row] ??= ''
    } else put(piece)
  }
  return rows
}
