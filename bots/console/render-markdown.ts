// CommonMark for a terminal: blocks line by line, then emphasis within each paragraph.
import { neutralise } from './neutralise.ts'
import { renderInline } from './render-inline.ts'
import { ansiStyle, type Style } from './style.ts'

export function renderMarkdown(source: string, style: Style): string {
  const out: string[] = []
  let paragraph: string[] = []
  let fence: string | undefined

  function endParagraph(): void {
    if (paragraph.length > 0) out.push(renderInline(paragraph.join('\n'), style))
    paragraph = []
  }

  for (const line of neutralise(source).split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined
      else out.push(style.code(line))
    } else if (mark) {
      endParagraph()
      fence = mark
    } else {
      const block = blockOf(line, style)
      if (block === undefined) paragraph.push(line.trimEnd().replace(/\\$/, ''))
      else {
        endParagraph()
        out.push(block)
      }
    }
  }
  endParagraph()
  return out.join('\n')
}

/** A line that is a block of its own; undefined when it belongs to a paragraph. */
function blockOf(line: string, style: Style): string | undefined {
  if (line.trim() === '') return ''
  const isRich = style === ansiStyle
  if (/^ {0,3}([-*_])(?: *\1){2,} *$/.test(line)) return isRich ? style.faint('─'.repeat(20)) : '---'
  const [, heading] = /^ {0,3}#{1,6} +(.+)$/.exec(line) ?? []
  if (heading) return style.bold(renderInline(heading.trimEnd().replace(/ #+$/, ''), style))
  const [, gap = '', bullet, number, item = ''] = /^( *)(?:([-*+])|(\d{1,9}[.)])) +(.+)$/.exec(line) ?? []
  if (bullet) return `${gap}${isRich ? '•' : '-'} ${renderInline(item, style)}`
  if (number) return `${gap}${number} ${renderInline(item, style)}`
  const [, quote] = /^ {0,3}> ?(.*)$/.exec(line) ?? []
  if (quote !== undefined) return `${isRich ? style.faint('│') : '>'} ${renderInline(quote, style)}`
  return undefined
}
