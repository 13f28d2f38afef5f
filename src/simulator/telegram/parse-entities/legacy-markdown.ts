// The first Markdown of the Bot API: four marks, no nesting, few rules.
import type { MessageEntity } from '@grammyjs/types'
import { byteOffset, cannotParse, type Formatted } from './entity.ts'
import { checkedLink } from './links.ts'

export function parseLegacyMarkdown(source: string): Formatted {
  const entities: MessageEntity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const here = source[at] ?? ''
    if (here === '\\' && '_*`['.includes(source[at + 1] || ' ')) {
      text += source[at + 1]
      at += 2
    } else if ('_*`['.includes(here)) {
      const part = readEntity(source, at)
      const entity = toEntity(part, text.length)
      if (entity) entities.push(entity)
      text += part.text
      at = part.end
    } else {
      text += here
      at += 1
    }
  }
  return { text, entities }
}

type Part = { mark: string; text: string; end: number; language: string; url: string }

function readEntity(source: string, from: number): Part {
  if (source.startsWith('```', from)) return readPre(source, from)
  const mark = source[from] ?? ''
  const close = source.indexOf(mark === '[' ? ']' : mark, from + 1)
  if (close < 0) unclosed(source, from)
  const text = source.slice(from + 1, close)
  if (mark !== '[' || source[close + 1] !== '(') return { mark, text, end: close + 1, language: '', url: text }
  const urlEnd = source.indexOf(')', close)
  const stop = urlEnd < 0 ? source.length : urlEnd
  return { mark, text, end: stop + 1, language: '', url: source.slice(close + 2, stop) }
}

function readPre(source: string, from: number): Part {
  const [head = '', language = ''] = /^```(?:([^\s`]+)(?=\s))?(\n\r|\r\n|\n|\r)?/.exec(source.slice(from)) ?? []
  const close = source.indexOf('```', from + head.length)
  if (close < 0) unclosed(source, from)
  return { mark: '```', text: source.slice(from + head.length, close), end: close + 3, language, url: '' }
}

function toEntity(part: Part, offset: number): MessageEntity | undefined {
  const place = { offset, length: part.text.length }
  if (place.length === 0) return undefined
  if (part.mark === '_') return { type: 'italic', ...place }
  if (part.mark === '*') return { type: 'bold', ...place }
  if (part.mark === '`') return { type: 'code', ...place }
  if (part.mark === '```') return { type: 'pre', ...place, ...(part.language ? { language: part.language } : {}) }
  const url = checkedLink(part.url)
  return url ? { type: 'text_link', ...place, url } : undefined
}

function unclosed(source: string, from: number): never {
  cannotParse(`Can't find end of the entity starting at byte offset ${byteOffset(source, from)}`)
}
