// One tag of Telegram's HTML, read as strictly as Telegram reads it.
import { decodeReference } from './character-reference.ts'
import { byteOffset, cannotParse } from './entity.ts'

export type StartTag = { name: string; attributes: Map<string, string> }

const supported = /^(a|b|strong|i|em|s|strike|del|u|ins|tg-spoiler|tg-emoji|tg-time|span|pre|code|blockquote)$/

export function readStartTag(source: string, from: number): { tag: StartTag; end: number } {
  const where = byteOffset(source, from)
  let at = skip(source, from + 1, /[^\s>]/)
  if (at >= source.length) cannotParse(`Unclosed start tag at byte offset ${where}`)
  const tag: StartTag = { name: source.slice(from + 1, at).toLowerCase(), attributes: new Map() }
  if (!supported.test(tag.name)) cannotParse(`Unsupported start tag "${tag.name}" at byte offset ${where}`)
  while (source[at] !== '>') {
    at = skip(source, at, /\s/)
    if (source[at] === '>') break
    at = readAttribute(source, at, tag, where)
  }
  return { tag, end: at + 1 }
}

export function readEndTag(source: string, from: number): { name: string; end: number } {
  const nameEnd = skip(source, from + 2, /[^\s>]/)
  const at = skip(source, nameEnd, /\s/)
  if (source[at] !== '>') cannotParse(`Unclosed end tag at byte offset ${byteOffset(source, from)}`)
  return { name: source.slice(from + 2, nameEnd).toLowerCase(), end: at + 1 }
}

function readAttribute(source: string, from: number, tag: StartTag, where: number): number {
  const nameEnd = skip(source, from, /[^\s=>]/)
  const name = source.slice(from, nameEnd)
  if (name === '' && nameEnd < source.length)
    cannotParse(`Empty attribute name in the tag "${tag.name}" at byte offset ${where}`)
  let at = skip(source, nameEnd, /\s/)
  if (at < source.length && source[at] !== '=') {
    tag.attributes.set(name, '')
    return at
  }
  at = skip(source, at + 1, /\s/)
  if (at >= source.length) cannotParse(`Unclosed start tag "${tag.name}" at byte offset ${where}`)
  const { value, end } = readValue(source, at)
  if (end >= source.length) cannotParse(`Unclosed start tag at byte offset ${where}`)
  tag.attributes.set(name, value)
  return end
}

function readValue(source: string, from: number): { value: string; end: number } {
  const quote = source[from]
  if (quote === '"' || quote === "'") return readQuoted(source, from + 1, quote)
  const end = skip(source, from, /[a-z0-9.-]/i)
  if (!/[\s>]/.test(source[end] ?? ''))
    cannotParse(`Unexpected end of name token at byte offset ${byteOffset(source, from)}`)
  return { value: source.slice(from, end).toLowerCase(), end }
}

function readQuoted(source: string, from: number, quote: string): { value: string; end: number } {
  let value = ''
  let at = from
  while (at < source.length && source[at] !== quote) {
    const reference = source[at] === '&' ? decodeReference(source, at) : undefined
    value += reference?.text ?? source[at]
    at = reference?.end ?? at + 1
  }
  return { value, end: Math.min(at + 1, source.length) }
}

function skip(source: string, from: number, while_: RegExp): number {
  let at = from
  while (at < source.length && while_.test(source[at] ?? '')) at += 1
  return at
}
