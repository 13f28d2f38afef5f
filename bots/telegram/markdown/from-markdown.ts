// CommonMark as styled text: what has no style of its own at Telegram gets one that people read the same way.
import type { Block, ListItem } from './block.ts'
import { clean } from './clean.ts'
import { parseInline } from './inline.ts'
import type { Lines } from './lines.ts'
import { type References, readReference } from './links.ts'
import { parseBlocks } from './parse-blocks.ts'
import { concat, indent, nothing, plain, type Styled, styled, wrap } from './styled.ts'
import { layOutTable } from './table.ts'

/** One line of words, with no sign that begins, styles or escapes anything. */
const isWordsAlone = /^\p{L}[\p{L}\p{M}\p{N} ,;:'’“”"()%…€$/@?.-]*$/u

export function fromMarkdown(markdown: string): Styled {
  if (isWordsAlone.test(markdown)) return plain(markdown.trimEnd())
  const lines = cleanLines(markdown)
  const { kept, references } = takeReferences(lines)
  return renderAll(parseBlocks(kept), references)
}

function cleanLines(markdown: string): string[] {
  return clean(markdown)
    .split('\n')
    .map((line) => line.replace(/^[ \t]+/, (lead) => lead.replaceAll('\t', '    ')))
}

function takeReferences(lines: Lines): { kept: string[]; references: References } {
  const references = new Map<string, string>()
  let isCode = false
  const kept = lines.filter((line) => {
    if (/^ {0,3}(?:`{3}|~{3})/.test(line)) isCode = !isCode
    const found = isCode ? undefined : readReference(line)
    if (!found) return true
    if (!references.has(found.label)) references.set(found.label, found.url)
    return false
  })
  return { kept, references }
}

function renderAll(blocks: Block[], references: References): Styled {
  const parts = blocks.map((block) => ({ gap: block.isClose ? '\n' : '\n\n', shown: render(block, references) }))
  const seen = parts.filter(({ shown }) => shown.text !== '')
  return concat(seen.flatMap(({ gap, shown }, i) => (i === 0 ? [shown] : [plain(gap), shown])))
}

function render(block: Block, references: References): Styled {
  switch (block.kind) {
    case 'paragraph':
      return parseInline(block.text, references)
    case 'heading':
      return wrap(parseInline(block.text, references), { kind: 'bold' })
    case 'code':
      return styled(block.text, block.language ? { kind: 'pre', language: block.language } : { kind: 'pre' })
    case 'quote':
      return wrap(withoutQuotes(renderAll(block.blocks, references)), { kind: 'quote' })
    case 'list':
      return concat(block.items.flatMap((item, i) => [plain(i === 0 ? '' : '\n'), renderItem(item, references)]))
    case 'table':
      return renderTable(block, references)
    case 'rule':
      return plain('———')
  }
}

/** Telegram knows no quotation within a quotation. */
function withoutQuotes({ text, spans }: Styled): Styled {
  return { text, spans: spans.filter(({ style }) => style.kind !== 'quote') }
}

function renderItem({ marker, blocks }: ListItem, references: References): Styled {
  const close = blocks.map((block) => ({ ...block, isClose: true }))
  const content = renderAll(close, references)
  const by = ' '.repeat(marker.length + 1)
  const startsWithLines = close[0]?.kind === 'list' || close[0]?.kind === 'code'
  const body = startsWithLines ? concat([plain('\n'), content]) : content
  return concat([plain(`${marker} `), content.text === '' ? nothing : indent(body, by)])
}

function renderTable(block: Extract<Block, { kind: 'table' }>, references: References): Styled {
  const cell = (text: string) => parseInline(text, references).text
  const rows = block.rows.map((row) => row.map(cell))
  return styled(layOutTable(block.columns.map(cell), rows, block.aligns), { kind: 'pre' })
}
