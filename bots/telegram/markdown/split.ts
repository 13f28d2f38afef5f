// A long text in messages that Telegram takes: cut between paragraphs where it can, then lines, then sentences, then words.
import { type Styled, slice } from './styled.ts'
import { toHtml } from './to-html.ts'

/** Telegram reads no source longer than 32 KiB and keeps no more than a hundred entities. */
const mostBytes = 30_000
const mostSpans = 100

/** Pieces of at most `limit` UTF-16 units each, none of them blank. */
export function split(whole: Styled, limit: number): Styled[] {
  const pieces: Styled[] = []
  let rest = trimmed(whole)
  while (rest.text !== '') {
    const end = endOfPiece(rest, limit)
    const piece = trimmed(slice(rest, 0, end))
    if (!isBlank(piece.text)) pieces.push(piece)
    rest = withoutLeadingLines(slice(rest, end, rest.text.length))
  }
  return pieces
}

/** Nothing that anybody would see: Telegram refuses it. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cc}\p{Cf}\p{Z}\p{DI}\u2800]*$/u.test(text)
}

function endOfPiece(rest: Styled, limit: number): number {
  const end = rest.text.length <= limit ? rest.text.length : bestCut(rest.text, limit)
  const isSmall = end <= 2 || fits(slice(rest, 0, end))
  return isSmall ? end : endOfPiece(rest, Math.max(2, end >> 1))
}

/** No sign of a text takes more than five bytes: most texts are short enough to tell without writing them out. */
function fits(piece: Styled): boolean {
  if (piece.spans.length === 0 && piece.text.length * 5 <= mostBytes) return true
  return piece.spans.length <= mostSpans && Buffer.byteLength(toHtml(piece)) <= mostBytes
}

const borders: [RegExp, number][] = [
  [/\n\n/g, 0.4],
  [/\n/g, 0.25],
  [/[.!?…]\s|[。！？]/g, 0.5],
  [/\s/g, 0.5],
]

/** The last border of the best kind that does not leave the piece too short. */
function bestCut(text: string, limit: number): number {
  const window = text.slice(0, limit)
  for (const [border, share] of borders) {
    const last = [...window.matchAll(border)].at(-1)
    const cut = last ? last.index + last[0].length : 0
    if (cut >= limit * share && cut > 0) return cut
  }
  return hardCut(text, limit)
}

/** Not within what people see as one character, if that is shorter than the piece. */
function hardCut(text: string, limit: number): number {
  const around = text.slice(Math.max(0, limit - 32), limit + 32)
  const start = Math.max(0, limit - 32)
  const segments = [...new Intl.Segmenter().segment(around)].map(({ index }) => start + index)
  const cut = segments.filter((at) => at <= limit).at(-1) ?? limit
  if (cut > start) return cut
  const isInPair = /[\ud800-\udbff]/.test(text[limit - 1] ?? '') && limit > 1
  return isInPair ? limit - 1 : limit
}

function trimmed(piece: Styled): Styled {
  const head = withoutLeadingLines(piece)
  return slice(head, 0, head.text.trimEnd().length)
}

/** The indentation of the first line stays: it may be code. */
function withoutLeadingLines(piece: Styled): Styled {
  const lead = /^(?:[^\S\n]*\n)*/.exec(piece.text)?.[0].length ?? 0
  return slice(piece, lead, piece.text.length)
}
