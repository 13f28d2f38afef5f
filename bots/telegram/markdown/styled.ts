// Text with styles at places of it, each inside or outside another and never across. Cutting it never breaks a style.
export type Style =
  | { kind: 'bold' | 'italic' | 'strike' | 'code' | 'quote' }
  | { kind: 'pre'; language?: string }
  | { kind: 'link'; url: string }

export type Span = { from: number; to: number; style: Style }

/** Spans that begin together stand with the outer one first. */
export type Styled = { text: string; spans: Span[] }

export const nothing: Styled = { text: '', spans: [] }

export function plain(text: string): Styled {
  return { text, spans: [] }
}

export function styled(text: string, style: Style): Styled {
  return wrap(plain(text), style)
}

export function wrap({ text, spans }: Styled, style: Style): Styled {
  return text === '' ? nothing : { text, spans: [{ from: 0, to: text.length, style }, ...spans] }
}

export function concat(parts: Styled[]): Styled {
  const spans: Span[] = []
  let text = ''
  for (const part of parts) {
    for (const { from, to, style } of part.spans) spans.push({ from: from + text.length, to: to + text.length, style })
    text += part.text
  }
  return { text, spans }
}

export function join(parts: Styled[], separator: string): Styled {
  return concat(parts.flatMap((part, i) => (i === 0 ? [part] : [plain(separator), part])))
}

export function slice(whole: Styled, from: number, to: number): Styled {
  const { text, spans } = whole
  if (from === 0 && to === text.length) return whole
  const kept = spans
    .map((span) => ({ ...span, from: Math.max(span.from, from) - from, to: Math.min(span.to, to) - from }))
    .filter((span) => span.from < span.to)
  return { text: text.slice(from, to), spans: kept }
}

/** Puts `by` before each line but the first; lines of code stay where they are. */
export function indent({ text, spans }: Styled, by: string): Styled {
  const code = spans.filter(({ style }) => style.kind === 'pre')
  const breaks = [...text.matchAll(/\n/g)]
    .map(({ index }) => index)
    .filter((at) => !code.some(({ from, to }) => from <= at + 1 && at < to))
  const shift = (at: number) => at + by.length * countBelow(breaks, at)
  const lines = breaks.map((at, i) => text.slice((breaks[i - 1] ?? -1) + 1, at + 1))
  const rest = text.slice((breaks.at(-1) ?? -1) + 1)
  return {
    text: [...lines, rest].join(by),
    spans: spans.map(({ from, to, style }) => ({ from: shift(from), to: shift(to), style })),
  }
}

function countBelow(sorted: number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}
