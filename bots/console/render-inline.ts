// Emphasis, code, links and escapes within a paragraph. Every search is remembered, so that no text takes quadratic time.
import { neutralise } from './neutralise.ts'
import type { Style } from './style.ts'

type Span = { shown: string; end: number }
type Seek = (needle: string, from: number) => number

const deepest = 4

export function renderInline(text: string, style: Style, depth = 0): string {
  const seek = createSeek(text)
  let out = ''
  let at = 0
  for (;;) {
    const special = nextSpecial(text, at)
    out += text.slice(at, special)
    if (special === text.length) return out
    const span = spanAt(text, special, seek, style, depth) ?? { shown: text.charAt(special), end: special + 1 }
    out += span.shown
    at = span.end
  }
}

function nextSpecial(text: string, from: number): number {
  const special = /[\\`*_~![<&]/g
  special.lastIndex = from
  return special.exec(text)?.index ?? text.length
}

function spanAt(text: string, at: number, seek: Seek, style: Style, depth: number): Span | undefined {
  switch (text[at]) {
    case '\\':
      return /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '') ? { shown: text.charAt(at + 1), end: at + 2 } : undefined
    case '`':
      return codeAt(text, at, seek, style)
    case '[':
      return depth < deepest ? linkAt(text, at, seek, style, depth) : undefined
    case '!':
      return text[at + 1] === '[' && depth < deepest ? linkAt(text, at + 1, seek, style, depth) : undefined
    case '<':
      return autolinkAt(text, at, seek)
    case '&':
      return entityAt(text, at)
    default:
      return depth < deepest ? emphasisAt(text, at, seek, style, depth) : undefined
  }
}

function codeAt(text: string, at: number, seek: Seek, style: Style): Span {
  const fence = runAt(text, at, '`')
  let close = seek(fence, at + fence.length)
  while (close !== -1) {
    const run = runAt(text, close, '`')
    if (run === fence) break
    close = seek(fence, close + run.length)
  }
  const start = at + fence.length
  if (close === -1) return { shown: fence, end: start }
  const code = text.slice(start, close).replaceAll('\n', ' ')
  const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== ''
  return { shown: style.code(isPadded ? code.slice(1, -1) : code), end: close + fence.length }
}

function emphasisAt(text: string, at: number, seek: Seek, style: Style, depth: number): Span | undefined {
  const sign = text.charAt(at)
  const mark = text[at + 1] === sign ? sign + sign : sign
  const start = at + mark.length
  if (mark === '~' || /^\s?$/u.test(text[start] ?? '')) return skip(mark, start)
  if (sign === '_' && isWordBefore(text, at)) return skip(mark, start)
  const close = closeOf(text, mark, start, seek)
  if (close === -1 || /\s/u.test(text.charAt(close - 1))) return skip(mark, start)
  const inner = renderInline(text.slice(start, close), style, depth + 1)
  const show = mark === '~~' ? style.struck : mark.length === 2 ? style.bold : style.italic
  return { shown: show(inner), end: close + mark.length }
}

/** A single mark is not closed by half of a double one. */
function closeOf(text: string, mark: string, start: number, seek: Seek): number {
  let close = seek(mark, start)
  while (close !== -1 && mark.length === 1 && text[close + 1] === mark) close = seek(mark, close + 2)
  const isInWord = mark[0] === '_' && /[\p{L}\p{N}]/u.test(text.charAt(close + mark.length))
  return close === start || isInWord ? -1 : close
}

function linkAt(text: string, open: number, seek: Seek, style: Style, depth: number): Span | undefined {
  const middle = seek('](', open)
  if (middle === -1) return undefined
  const inner = seek('[', open + 1)
  if (inner !== -1 && inner < middle) return undefined
  const close = seek(')', middle)
  if (close === -1) return undefined
  const [address = ''] = text
    .slice(middle + 2, close)
    .trim()
    .split(/\s/)
  const label = renderInline(text.slice(open + 1, middle), style, depth + 1)
  return { shown: label === address || label === '' ? address : `${label} (${address})`, end: close + 1 }
}

function autolinkAt(text: string, at: number, seek: Seek): Span | undefined {
  const close = seek('>', at)
  const address = close === -1 ? '' : text.slice(at + 1, Math.min(close, at + 2_000))
  return /^[a-z][a-z0-9+.-]{1,31}:[^\s<>]*$/i.test(address) ? { shown: address, end: close + 1 } : undefined
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function entityAt(text: string, at: number): Span | undefined {
  const [whole, name = '', decimal, hex] =
    /^&(?:([a-z]{2,6})|#(\d{1,7})|#x([\da-f]{1,6}));/i.exec(text.slice(at, at + 12)) ?? []
  if (!whole) return undefined
  const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
  const shown = entities[name] ?? (code > 0 && code <= 0x10ffff ? neutralise(String.fromCodePoint(code)) : undefined)
  return shown === undefined ? undefined : { shown, end: at + whole.length }
}

function skip(mark: string, end: number): Span {
  return { shown: mark, end }
}

function runAt(text: string, at: number, sign: string): string {
  let end = at
  while (text[end] === sign) end++
  return text.slice(at, end)
}

function isWordBefore(text: string, at: number): boolean {
  return /[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at))
}

function createSeek(text: string): Seek {
  const found = new Map<string, { from: number; at: number }>()
  return (needle, from) => {
    const known = found.get(needle)
    if (known && known.from <= from && (known.at === -1 || known.at >= from)) return known.at
    const at = text.indexOf(needle, from)
    found.set(needle, { from, at })
    return at
  }
}
