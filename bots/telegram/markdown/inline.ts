// One paragraph of CommonMark as styled text: code, links, emphasis, escapes. HTML stays as it is written.
import { decodeReference } from './character-reference.ts'
import { matchEmphasis } from './emphasis.ts'
import { autolink, linkTarget, type References, referenceTarget, toLink } from './links.ts'
import { concat, plain, type Span, type Styled, styled } from './styled.ts'
import { type Stretch, type Token, toRun } from './token.ts'

type Bracket = { token: number; at: number; isActive: boolean }

type Scan = {
  text: string
  at: number
  tokens: Token[]
  stretches: Stretch[]
  brackets: Bracket[]
  references: References
  /** Where runs of that many backticks stand. */
  ticks: Map<number, number[]>
}

export function parseInline(text: string, references: References): Styled {
  const scan: Scan = { text, at: 0, tokens: [], stretches: [], brackets: [], references, ticks: findTicks(text) }
  while (scan.at < text.length) step(scan)
  scan.stretches.push(...matchEmphasis(scan.tokens, 0, scan.tokens.length))
  return assemble(scan)
}

const special = /[\\`*_~[\]!<&]/g

function step(scan: Scan): void {
  special.lastIndex = scan.at
  const next = special.exec(scan.text)?.index ?? scan.text.length
  if (next > scan.at) return push(scan, { text: scan.text.slice(scan.at, next) }, next)
  const char = scan.text[scan.at] ?? ''
  if (char === '\\') return escaped(scan)
  if (char === '`') return code(scan)
  if (char === '*' || char === '_' || char === '~') return run(scan, char)
  if (char === '[' || (char === '!' && scan.text[scan.at + 1] === '[')) return openBracket(scan, char)
  if (char === ']') return closeBracket(scan)
  const found =
    char === '<' ? autolink(scan.text, scan.at) : char === '&' ? decodeReference(scan.text, scan.at) : undefined
  return found ? push(scan, found.token, found.end) : push(scan, { text: char }, scan.at + 1)
}

function push(scan: Scan, token: Token, end: number): void {
  scan.tokens.push(token)
  scan.at = end
}

function escaped(scan: Scan): void {
  const next = scan.text[scan.at + 1] ?? ''
  if (/^[!-/:-@[-`{-~]$/.test(next)) return push(scan, { text: next }, scan.at + 2)
  push(scan, { text: next === '\n' ? '' : '\\' }, scan.at + 1)
}

function findTicks(text: string): Map<number, number[]> {
  const ticks = new Map<number, number[]>()
  for (const { index, 0: found } of text.matchAll(/`+/g)) {
    const places = ticks.get(found.length)
    if (places) places.push(index)
    else ticks.set(found.length, [index])
  }
  // The last ones first, so that those behind us are dropped from the end.
  for (const places of ticks.values()) places.reverse()
  return ticks
}

function code(scan: Scan): void {
  const [ticks = '`'] = /^`+/.exec(scan.text.slice(scan.at)) ?? []
  const places = scan.ticks.get(ticks.length) ?? []
  while ((places.at(-1) ?? Number.POSITIVE_INFINITY) <= scan.at) places.pop()
  const start = scan.at + ticks.length
  const close = places.at(-1)
  if (close === undefined) return push(scan, { text: ticks }, start)
  const content = scan.text.slice(start, close).replaceAll('\n', ' ')
  const isPadded = /^ .* $/s.test(content) && content.trim() !== ''
  const text = isPadded ? content.slice(1, -1) : content
  push(scan, { text, style: { kind: 'code' } }, close + ticks.length)
}

function run(scan: Scan, char: string): void {
  let end = scan.at
  while (scan.text[end] === char) end++
  const length = end - scan.at
  push(scan, { text: '', run: toRun(scan.text, scan.at, length) }, end)
}

function openBracket(scan: Scan, char: string): void {
  const text = char === '!' ? '![' : '['
  scan.brackets.push({ token: scan.tokens.length, at: scan.at + text.length, isActive: true })
  push(scan, { text }, scan.at + text.length)
}

function closeBracket(scan: Scan): void {
  const bracket = scan.brackets.pop()
  const inside = bracket ? scan.text.slice(bracket.at, scan.at) : ''
  const target = bracket?.isActive
    ? (linkTarget(scan.text, scan.at + 1) ?? referenceTarget(scan.text, scan.at + 1, inside, scan.references))
    : undefined
  if (!bracket || !target) return push(scan, { text: ']' }, scan.at + 1)
  const opening = scan.tokens[bracket.token]
  const isPicture = opening?.text === '!['
  if (opening) opening.text = ''
  scan.stretches.push(...matchEmphasis(scan.tokens, bracket.token + 1, scan.tokens.length))
  const { style, aside } = toLink(target.url)
  if (inside.trim() === '' && style) push(scan, { text: target.url }, scan.at)
  if (style) scan.stretches.push({ from: bracket.token, to: scan.tokens.length, style })
  push(scan, { text: aside }, target.end)
  if (!isPicture) deactivate(scan.brackets)
}

/** A link holds no other link. */
function deactivate(brackets: Bracket[]): void {
  for (let i = brackets.length - 1; brackets[i]?.isActive; i--) {
    const bracket = brackets[i]
    if (bracket) bracket.isActive = false
  }
}

/** Everything matched: the text is known, and with it the places. */
function assemble({ tokens, stretches }: Scan): Styled {
  const parts = tokens.map(({ text, style, run }) =>
    run ? plain(run.char.repeat(run.left)) : style ? styled(text, style) : plain(text),
  )
  const starts: number[] = []
  let length = 0
  for (const part of parts) {
    starts.push(length)
    length += part.text.length
  }
  const { text, spans } = concat(parts)
  const outer = stretches.map(({ from, to, style }): Span => {
    const start = (starts[from] ?? 0) + (parts[from]?.text.length ?? 0)
    return { from: start, to: starts[to] ?? text.length, style }
  })
  // What was matched later stands further outside.
  return { text, spans: [...outer.reverse(), ...spans].filter((span) => span.from < span.to) }
}
