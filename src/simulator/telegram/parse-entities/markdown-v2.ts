// MarkdownV2 with Telegram's rules: what must be escaped, what nests, where a quote ends.
import type { MessageEntity } from '@grammyjs/types'
import { byteOffset, cannotParse, type Formatted, sortEntities } from './entity.ts'
import { checkedLink, inlineObject } from './links.ts'

type Kind =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote'

type Opened = { kind: Kind; at: number; from: number; language: string }

type Scan = {
  source: string
  at: number
  text: string
  opened: Opened[]
  found: MessageEntity[]
  inQuote: boolean
  /** Nothing but carriage returns and opening marks stands on this line yet. */
  atLineStart: boolean
}

export function parseMarkdownV2(source: string): Formatted {
  const scan: Scan = { source, at: 0, text: '', opened: [], found: [], inQuote: false, atLineStart: true }
  while (scan.at < source.length) step(scan)
  if (scan.inQuote) closeQuote(scan)
  const last = scan.opened.at(-1)
  if (last) unclosed(scan, last)
  return { text: scan.text, entities: sortEntities(scan.found) }
}

function step(scan: Scan): void {
  const here = scan.source[scan.at] ?? ''
  if (here === '\\' && isEscapable(scan.source, scan.at + 1)) {
    write(scan, scan.source[scan.at + 1] ?? '', 2)
    return
  }
  if (!reserved(scan).includes(here)) {
    write(scan, here, 1)
    return
  }
  if (endsQuote(scan, here)) {
    closeQuote(scan)
    scan.text += '\n'
    widenLastQuote(scan)
    scan.at += 1
    scan.atLineStart = true
    return
  }
  const last = scan.opened.at(-1)
  if (last && startsHere(scan, closing[last.kind]) && !isUnderlineInstead(scan, last)) close(scan, last)
  else open(scan, here)
}

function write(scan: Scan, text: string, width: number): void {
  scan.text += text
  scan.at += width
  if (text !== '\r') scan.atLineStart = false
}

function isEscapable(source: string, at: number): boolean {
  const code = source.charCodeAt(at)
  return code >= 1 && code <= 126
}

function reserved(scan: Scan): string {
  const kind = scan.opened.at(-1)?.kind
  return kind === 'Code' || kind === 'Pre' || kind === 'PreCode' ? '`' : '_*[]()~`>#+-=|{}.!\n'
}

const closing: Record<Kind, string> = {
  Bold: '*',
  Italic: '_',
  Underline: '__',
  Strikethrough: '~',
  Spoiler: '||',
  Code: '`',
  Pre: '```',
  PreCode: '```',
  TextUrl: ']',
  CustomEmoji: ']',
  BlockQuote: '\0',
}

function startsHere(scan: Scan, mark: string): boolean {
  return scan.source.startsWith(mark, scan.at)
}

function isUnderlineInstead(scan: Scan, last: Opened): boolean {
  return last.kind === 'Italic' && startsHere(scan, '__')
}

function endsQuote(scan: Scan, here: string): boolean {
  return scan.inQuote && here === '\n' && scan.source[scan.at + 1] !== '>'
}

function open(scan: Scan, here: string): void {
  const simple: Record<string, Kind> = { '*': 'Bold', '~': 'Strikethrough', '[': 'TextUrl' }
  const kind = simple[here]
  if (kind) push(scan, kind, 1)
  else if (here === '_') startsHere(scan, '__') ? push(scan, 'Underline', 2) : push(scan, 'Italic', 1)
  else if (startsHere(scan, '||')) push(scan, 'Spoiler', 2)
  else if (startsHere(scan, '![')) push(scan, 'CustomEmoji', 2)
  else if (startsHere(scan, '```')) openPre(scan)
  else if (here === '`') push(scan, 'Code', 1)
  else if (here === '\n') newLine(scan)
  else if (here === '>' && scan.atLineStart) openQuote(scan)
  else cannotParse(`Character '${here}' is reserved and must be escaped with the preceding '\\'`)
}

function push(scan: Scan, kind: Kind, width: number, language = ''): void {
  scan.opened.push({ kind, at: scan.at, from: scan.text.length, language })
  scan.at += width
}

function newLine(scan: Scan): void {
  scan.text += '\n'
  scan.at += 1
  scan.atLineStart = true
}

function openQuote(scan: Scan): void {
  if (scan.inQuote) scan.at += 1
  else push(scan, 'BlockQuote', 1)
  scan.inQuote = true
  scan.atLineStart = false
}

function openPre(scan: Scan): void {
  const [, language = '', newLines = ''] =
    /^```(?:([^\s`]+)(?=\s))?(\n\r|\r\n|\n|\r)?/.exec(scan.source.slice(scan.at)) ?? []
  push(scan, language ? 'PreCode' : 'Pre', 3 + language.length + newLines.length, language)
}

function closeQuote(scan: Scan): void {
  const isExpandable = dropsEmptySpoiler(scan)
  const last = scan.opened.at(-1)
  if (last?.kind !== 'BlockQuote') {
    if (last) unclosed(scan, last)
    return
  }
  scan.opened.pop()
  scan.inQuote = false
  add(
    scan,
    { type: isExpandable ? 'expandable_blockquote' : 'blockquote', ...span(scan, last) },
    scan.source[scan.at] === '\n',
  )
}

/** A spoiler mark with nothing after it at the end of a quote folds the quote. */
function dropsEmptySpoiler(scan: Scan): boolean {
  const last = scan.opened.at(-1)
  const isEmpty = last?.kind === 'Spoiler' && /^\r*$/.test(scan.text.slice(last.from))
  if (!isEmpty || scan.opened.at(-2)?.kind !== 'BlockQuote') return false
  scan.opened.pop()
  return true
}

// The line break that ends a quote belongs to it.
function widenLastQuote(scan: Scan): void {
  const last = scan.found.at(-1)
  if (last) last.length += 1
}

function close(scan: Scan, last: Opened): void {
  scan.opened.pop()
  scan.at += closing[last.kind].length
  const place = span(scan, last)
  if (last.kind === 'TextUrl') closeLink(scan, last, place)
  else if (last.kind === 'CustomEmoji') closeInlineObject(scan, place)
  else if (last.kind === 'PreCode') add(scan, { type: 'pre', ...place, language: last.language })
  else add(scan, { type: plainType[last.kind] ?? 'code', ...place })
}

const plainType: Partial<Record<Kind, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler' | 'code' | 'pre'>> =
  {
    Bold: 'bold',
    Italic: 'italic',
    Underline: 'underline',
    Strikethrough: 'strikethrough',
    Spoiler: 'spoiler',
    Code: 'code',
    Pre: 'pre',
  }

function closeLink(scan: Scan, last: Opened, place: Place): void {
  const written = scan.source[scan.at] === '(' ? readUrl(scan, 'a URL') : scan.text.slice(last.from)
  const url = checkedLink(written)
  if (url) add(scan, { type: 'text_link', ...place, url })
}

function closeInlineObject(scan: Scan, place: Place): void {
  if (scan.source[scan.at] !== '(') cannotParse('Custom emoji entity must contain a tg://emoji URL')
  add(scan, { ...place, ...inlineObject(readUrl(scan, 'a custom emoji URL')) })
}

function readUrl(scan: Scan, what: string): string {
  const from = scan.at + 1
  let url = ''
  for (scan.at = from; scan.source[scan.at] !== ')'; scan.at += 1) {
    if (scan.at >= scan.source.length)
      cannotParse(`Can't find end of ${what} at byte offset ${byteOffset(scan.source, from)}`)
    if (scan.source[scan.at] === '\\' && isEscapable(scan.source, scan.at + 1)) scan.at += 1
    url += scan.source[scan.at] ?? ''
  }
  scan.at += 1
  return url
}

type Place = { offset: number; length: number }

function span(scan: Scan, opened: Opened): Place {
  return { offset: opened.from, length: scan.text.length - opened.from }
}

function add(scan: Scan, entity: MessageEntity, evenIfEmpty = false): void {
  if (entity.length > 0 || evenIfEmpty) scan.found.push(entity)
}

function unclosed(scan: Scan, last: Opened): never {
  cannotParse(`Can't find end of ${last.kind} entity at byte offset ${byteOffset(scan.source, last.at)}`)
}
