// Traces as the database looks for them: regular expressions over texts, byte strings over what came in as bytes.
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Traces } from './person-traces.ts'

export type Patterns = {
  /** Ids with letters in them, and the accounts themselves. */
  ids: string | null
  /** Ids that are numbers: in JSON something else would be no number. */
  numbers: string | null
  person: string
  names: string | null
  /** Whatever of it could stand in a body as a platform sends it. */
  bytes: Buffer[]
}

const leastName = 3
const leastNumber = 5
const leastId = 6

/** `leaveNames`: names stay in what others wrote. */
export function patternsOf(
  traces: Pick<Traces, 'person' | 'accounts' | 'names' | 'places'>,
  leaveNames = false,
): Patterns {
  const own = traces.accounts.map(nativeId)
  const numbers = own.filter((id) => /^\d+$/.test(id) && id.length >= leastNumber)
  const ids = own.filter((id) => /^(?=.*\d)[\w.-]+$/.test(id) && !/^\d+$/.test(id) && id.length >= leastId)
  const names = leaveNames ? [] : traces.names.filter((name) => name.length >= leastName)
  // An account that is a number is struck out by that number alone.
  const whole = traces.accounts.filter((account) => !numbers.includes(nativeId(account)))
  const lettered = [...whole, ...ids, ...traces.places.flatMap(directChannel)]
  return {
    ids: oneOf(lettered),
    numbers: oneOf(numbers),
    person: traces.person,
    names: oneOf(names.flatMap(spellings), unlessKey),
    bytes: [...lettered, ...numbers, ...names.flatMap(spellings)].flatMap(inBodies).map((text) => Buffer.from(text)),
  }
}

/** The last part of an account, by which its platform knows it; in the terminal that is a word like any other. */
function nativeId(account: string): string {
  return account.startsWith('console:') ? '' : account.slice(account.lastIndexOf(':') + 1)
}

/** Slack's own name of their conversation with us. */
function directChannel(place: string): string[] {
  return place.match(/\bD[A-Z0-9]{5,}\b/g) ?? []
}

/** As it is typed, in CommonMark, in HTML, and each of them within JSON. */
function spellings(name: string): string[] {
  const html = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const typed = [name, escapeMarkdown(name), html, html.replaceAll('"', '&quot;')]
  return [...new Set(typed.flatMap((one) => [one, inJson(one), inAscii(inJson(one))]))]
}

/** As they are, and in the bodies of forms. */
function inBodies(text: string): string[] {
  const asJson = inAscii(inJson(text))
  const plain = [text, inJson(text), asJson]
  const encoded = plain.map((one) => encodeURIComponent(one))
  return [...new Set([...plain, ...encoded, ...encoded.map((one) => one.replaceAll('%20', '+'))])]
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function inAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Somebody may be called like a field of ours. */
const unlessKey = (found: string) => `(?:(?<!")${found}|${found}(?!\\\\*"[[:space:]]*:))`

/** Whole words only, also where JSON writes a line break right before one. */
function oneOf(texts: string[], unless = (found: string) => found): string | null {
  const found = [...new Set(texts.filter(Boolean))].sort((a, b) => b.length - a.length).map(literally)
  if (found.length === 0) return null
  return `(?:(?<![[:alnum:]])|(?<=\\\\[nrtbf]))${unless(`(?:${found.join('|')})`)}(?![[:alnum:]])`
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
