// `&amp;` and its like. Of the two thousand names those that people type; any other stays as it is written.
import type { Token } from './token.ts'

const named = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: '\u00a0',
    ndash: '–',
    mdash: '—',
    hellip: '…',
    bull: '•',
    middot: '·',
    copy: '©',
    reg: '®',
    trade: '™',
    deg: '°',
    plusmn: '±',
    times: '×',
    divide: '÷',
    euro: '€',
    pound: '£',
    sect: '§',
    para: '¶',
    laquo: '«',
    raquo: '»',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    larr: '←',
    rarr: '→',
    uarr: '↑',
    darr: '↓',
  }),
)

export function decodeReference(text: string, at: number): { token: Token; end: number } | undefined {
  const [whole, hex, decimal, name] =
    /^&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{1,31}));/i.exec(text.slice(at, at + 40)) ?? []
  if (whole === undefined) return undefined
  const decoded = name === undefined ? fromNumber(hex, decimal) : named.get(name)
  return decoded === undefined ? undefined : { token: { text: decoded }, end: at + whole.length }
}

export function decodeReferences(text: string): string {
  return text.replaceAll(/&#?\w{1,31};/g, (written) => decodeReference(written, 0)?.token.text ?? written)
}

function fromNumber(hex = '', decimal = ''): string {
  const code = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10)
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : '\ufffd'
}
