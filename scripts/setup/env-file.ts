// Changes single variables of a .env file and leaves everything else in it as it is: lines, comments, order, line ends.
import { isDeepStrictEqual, parseEnv } from 'node:util'
import { BellhopError } from '../../src/domain/errors.ts'

export type Values = Record<string, string>

export function readValues(text: string): Values {
  return Object.fromEntries(Object.entries(parseEnv(text)).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** An empty value empties the variable. Refuses rather than give another variable another value. */
export function mergeEnv(text: string, changes: Values): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/(?<=\n)/)
  for (const [name, value] of Object.entries(changes)) put(lines, name, `${name}=${quoted(name, value)}`, lineEnd)
  const merged = lines.join('')
  const expected = Object.fromEntries(Object.entries({ ...readValues(text), ...changes }).filter(([, value]) => value))
  if (!isDeepStrictEqual(sorted(readValues(merged)), sorted(expected))) throw unclear()
  return merged
}

function put(lines: string[], name: string, assignment: string, lineEnd: string): void {
  const isSet = new RegExp(`^\\s*(export\\s+)?${name}\\s*=`)
  const isShown = new RegExp(`^#\\s*${name}\\s*=`)
  const at = lines.findLastIndex((line) => isSet.test(line))
  if (at >= 0) {
    const end = endOfAssignment(lines, at)
    const remark = end === at + 1 ? remarkBehind(lines[at] ?? '') : ''
    lines.splice(at, end - at, assignment + remark + lineEnd)
    return
  }
  const last = lines.at(-1)
  if (last && !last.endsWith('\n')) lines[lines.length - 1] = last + lineEnd
  // A default that is shown commented out keeps its explanation: the value goes right under it.
  const shown = lines.findLastIndex((line) => isShown.test(line))
  lines.splice(shown >= 0 ? shown + 1 : lines.length, 0, assignment + lineEnd)
}

function remarkBehind(line: string): string {
  const [, remark = ''] = /=\s*(?:"[^"]*"|'[^']*'|`[^`]*`|[^"'`#\r\n]*?)(\s*#[^\r\n]*)/.exec(line) ?? []
  return remark && ` ${remark.trim()}`
}

/** A quoted value may go on over several lines. */
function endOfAssignment(lines: string[], at: number): number {
  const opening = /=\s*(["'`])(.*)$/s.exec(lines[at] ?? '')
  const [, quote = '', rest = ''] = opening ?? []
  if (!quote || rest.includes(quote)) return at + 1
  const closing = lines.findIndex((line, i) => i > at && line.includes(quote))
  return closing < 0 ? at + 1 : closing + 1
}

function quoted(name: string, value: string): string {
  if (/^[\w./:@,+=~%&?-]*$/.test(value)) return value
  const quote = ["'", '`', '"'].find((mark) => !value.includes(mark) && (mark !== '"' || !value.includes('\\n')))
  if (quote && !value.includes('\n')) return quote + value + quote
  throw new BellhopError(
    'invalid',
    `The value of ${name} cannot be written into .env: set it in the environment instead.`,
  )
}

function sorted(values: Values): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}

function unclear(): BellhopError {
  return new BellhopError('invalid', 'Your .env holds a line that cannot be changed without touching others.', {
    nextStep: 'Look for a quote that is never closed, put it right, and run this again. Nothing was written.',
  })
}
