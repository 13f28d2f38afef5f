/** What stands between two of the same marks in a line, shown in another way. A mark that nothing closes ends the search of its line. */
export function paired(text: string, mark: string, show: (inner: string) => string): string {
  return text
    .split('\n')
    .map((line) => pairedIn(line, mark, show))
    .join('\n')
}

function pairedIn(line: string, mark: string, show: (inner: string) => string): string {
  let shown = ''
  let at = 0
  for (;;) {
    const open = openingOf(line, mark, at)
    const start = open + mark.length
    const close = open < 0 ? -1 : closingOf(line, mark, start + 1)
    if (close < 0) return shown + line.slice(at)
    shown += line.slice(at, open) + show(line.slice(start, close))
    at = close + mark.length
  }
}

function openingOf(line: string, mark: string, from: number): number {
  let at = line.indexOf(mark, from)
  while (at >= 0 && !isInk(line[at + mark.length])) at = line.indexOf(mark, at + 1)
  return at
}

function closingOf(line: string, mark: string, from: number): number {
  let at = line.indexOf(mark, from)
  while (at >= 0 && !isInk(line[at - 1])) at = line.indexOf(mark, at + 1)
  return at
}

function isInk(sign: string | undefined): boolean {
  return sign !== undefined && /\S/.test(sign)
}
