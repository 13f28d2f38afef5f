// Telegram's HTML: a handful of tags, four named entities, and errors that say where.
import type { MessageEntity } from '@grammyjs/types'
import { decodeReference } from './character-reference.ts'
import { byteOffset, cannotParse, type Formatted, sortEntities } from './entity.ts'
import { readEndTag, readStartTag, type StartTag } from './html-tag.ts'
import { checkedLink, customEmoji, dateTime } from './links.ts'

type Opened = StartTag & { from: number }

type Scan = { source: string; at: number; text: string; opened: Opened[]; found: Found[] }

/** A code entity remembers its language until we know whether a pre stands around it. */
type Found = { entity: MessageEntity; language: string }

export function parseHtml(source: string): Formatted {
  const scan: Scan = { source, at: 0, text: '', opened: [], found: [] }
  while (scan.at < source.length) step(scan)
  const last = scan.opened.at(-1)
  if (last) cannotParse(`Can't find end tag corresponding to start tag "${last.name}"`)
  if (!scan.text.isWellFormed())
    cannotParse(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    )
  return { text: scan.text, entities: sortEntities(scan.found.map(({ entity }) => entity)) }
}

function step(scan: Scan): void {
  const here = scan.source[scan.at] ?? ''
  const reference = here === '&' ? decodeReference(scan.source, scan.at) : undefined
  if (reference) {
    scan.text += reference.text
    scan.at = reference.end
  } else if (here !== '<') {
    scan.text += here
    scan.at += 1
  } else if (scan.source[scan.at + 1] === '/') closeTag(scan)
  else openTag(scan)
}

function openTag(scan: Scan): void {
  const { tag, end } = readStartTag(scan.source, scan.at)
  if (tag.name === 'span' && tag.attributes.get('class') !== 'tg-spoiler')
    cannotParse(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(scan.source, scan.at)}`)
  scan.opened.push({ ...tag, from: scan.text.length })
  scan.at = end
}

function closeTag(scan: Scan): void {
  const last = scan.opened.pop()
  const where = byteOffset(scan.source, scan.at)
  if (!last) cannotParse(`Unexpected end tag at byte offset ${where}`)
  const { name, end } = readEndTag(scan.source, scan.at)
  if (name !== '' && name !== last.name)
    cannotParse(`Unmatched end tag at byte offset ${where}, expected "</${last.name}>", found "</${name}>"`)
  scan.at = end
  if (scan.text.length > last.from) addEntity(scan, last)
}

const plain: Record<string, MessageEntity.CommonMessageEntity['type']> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
}

function addEntity(scan: Scan, tag: Opened): void {
  const place = { offset: tag.from, length: scan.text.length - tag.from }
  const type = plain[tag.name]
  if (type) scan.found.push({ entity: { type, ...place }, language: '' })
  else if (tag.name === 'a') addLink(scan, tag, place)
  else if (tag.name === 'pre' || tag.name === 'code') addCode(scan, tag, place)
  else scan.found.push({ entity: { ...place, ...special(tag) }, language: '' })
}

function special(tag: StartTag) {
  const { attributes } = tag
  if (tag.name === 'tg-emoji') return customEmoji(attributes.get('emoji-id') ?? '')
  if (tag.name === 'tg-time') return dateTime(attributes.get('unix') ?? '', attributes.get('format') ?? '')
  return { type: attributes.has('expandable') ? ('expandable_blockquote' as const) : ('blockquote' as const) }
}

type Place = { offset: number; length: number }

function addLink(scan: Scan, tag: Opened, place: Place): void {
  const url = checkedLink(tag.attributes.get('href') || scan.text.slice(tag.from))
  if (url) scan.found.push({ entity: { type: 'text_link', ...place, url }, language: '' })
}

// <pre> and <code class="language-…"> around exactly the same text are one entity, whichever stands outside.
function addCode(scan: Scan, tag: Opened, place: Place): void {
  const language = tag.name === 'code' ? languageOf(tag) : ''
  const last = scan.found.at(-1)
  const inner = last && isAt(last.entity, place) ? last : undefined
  if (tag.name === 'pre' && inner?.entity.type === 'code' && inner.language !== '')
    inner.entity = { type: 'pre', ...place, language: inner.language }
  else if (tag.name === 'code' && inner?.entity.type === 'pre' && language !== '')
    inner.entity = { type: 'pre', ...place, language }
  else scan.found.push({ entity: { type: tag.name === 'pre' ? 'pre' : 'code', ...place }, language })
}

function languageOf(tag: StartTag): string {
  const [, language = ''] = /^language-(.*)$/s.exec(tag.attributes.get('class') ?? '') ?? []
  return language
}

function isAt(entity: MessageEntity, place: Place): boolean {
  return entity.offset === place.offset && entity.length === place.length
}
