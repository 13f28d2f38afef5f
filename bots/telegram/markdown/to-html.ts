// Styled text as Telegram's HTML: everything of the text escaped, every tag closed in the order it was opened.
import type { Span, Style, Styled } from './styled.ts'

export function toHtml({ text, spans }: Styled): string {
  const open: Span[] = []
  let html = ''
  let at = 0

  function advance(to: number): void {
    for (let last = open.at(-1); last && last.to <= to; last = open.at(-1)) {
      html += escapeHtml(text.slice(at, last.to)) + endTag(last.style)
      at = last.to
      open.pop()
    }
    html += escapeHtml(text.slice(at, to))
    at = to
  }

  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    advance(span.from)
    html += startTag(span.style)
    open.push(span)
  }
  advance(text.length)
  return html
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The text of HTML that we made ourselves. */
export function fromHtml(html: string): string {
  return html
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

const tags = { bold: 'b', italic: 'i', strike: 's', code: 'code', quote: 'blockquote' } as const

function startTag(style: Style): string {
  switch (style.kind) {
    case 'link':
      return `<a href="${escapeAttribute(style.url)}">`
    case 'pre':
      return style.language ? `<pre><code class="language-${escapeAttribute(style.language)}">` : '<pre>'
    default:
      return `<${tags[style.kind]}>`
  }
}

function endTag(style: Style): string {
  if (style.kind === 'link') return '</a>'
  if (style.kind === 'pre') return style.language ? '</code></pre>' : '</pre>'
  return `</${tags[style.kind]}>`
}

function escapeAttribute(text: string): string {
  return escapeHtml(text).replaceAll('"', '&quot;')
}
