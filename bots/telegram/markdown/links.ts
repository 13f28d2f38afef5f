// Links of CommonMark: in angle brackets, behind brackets, and by a name that is explained elsewhere.
import { decodeReferences } from './character-reference.ts'
import type { Style } from './styled.ts'
import type { Token } from './token.ts'

export type References = ReadonlyMap<string, string>

export type Target = { url: string; end: number }

const longestUrl = 2048
const longestLabel = 999

export function autolink(text: string, at: number): { token: Token; end: number } | undefined {
  const [whole, url] =
    /^<([a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>/i.exec(text.slice(at, at + 2100)) ?? []
  if (whole === undefined || url === undefined) return undefined
  const { style } = toLink(url)
  return { token: { text: url, ...(style ? { style } : {}) }, end: at + whole.length }
}

const destination = String.raw`<((?:[^<>\\\n]|\\.)*)>|((?:[^\s()<>\\]|\\[^\s]|\((?:[^\s()\\]|\\[^\s])*\))*)`
// Blanks are counted: any number of them in three places would be tried in every division.
const blanks = String.raw`\s{0,9}`
const title = String.raw`(?:\s{1,9}(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\)))?`
const inParentheses = new RegExp(String.raw`\(${blanks}(?:${destination})${title}${blanks}\)`, 'uy')
const explained = new RegExp(
  String.raw`^ {0,3}\[((?:[^\[\]\\]|\\.){1,${longestLabel}})\]:${blanks}(?:${destination})${title}${blanks}$`,
  'u',
)

/** `(url "title")` right behind the brackets. */
export function linkTarget(text: string, at: number): Target | undefined {
  if (text[at] !== '(') return undefined
  inParentheses.lastIndex = at
  const found = inParentheses.exec(text)
  return found ? { url: decode(found[1] ?? found[2] ?? ''), end: at + found[0].length } : undefined
}

/** `[name]` or `[]` behind the brackets, or nothing. */
export function referenceTarget(text: string, at: number, inside: string, references: References): Target | undefined {
  if (references.size === 0) return undefined
  const [whole = '', label] = /^\[((?:[^[\]\\]|\\.){0,999})\]/.exec(text.slice(at, at + longestLabel + 3)) ?? []
  const name = label || inside
  const url = name.length <= longestLabel ? references.get(toLabel(name)) : undefined
  return url === undefined ? undefined : { url, end: at + whole.length }
}

/** A line that explains a name. */
export function readReference(line: string): { label: string; url: string } | undefined {
  const found = explained.exec(line)
  const url = found?.[2] ?? found?.[3]
  return found?.[1] && url ? { label: toLabel(found[1]), url: decode(url) } : undefined
}

/** Telegram opens only web addresses; any other is shown behind the text, so that it is not lost. */
export function toLink(url: string): { style?: Style; aside: string } {
  const isWeb = /^https?:\/\/[^/?#\s]+\S*$/i.test(url) && url.length <= longestUrl
  if (isWeb) return { style: { kind: 'link', url }, aside: '' }
  return { aside: url === '' ? '' : ` (${url})` }
}

function toLabel(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

function decode(url: string): string {
  return decodeReferences(url.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'))
}
