// Traces as the database looks for them: regular expressions over texts, byte strings over what came in as bytes.
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import type { Traces } from './person-traces.ts'

/** To look for whole words alone is slow, so they are looked for anywhere first. */
export type Words = { anywhere: string; whole: string }

export type Patterns = {
  /** Ids with letters in them, and the accounts themselves. */
  ids: Words | null
  /** Ids that are numbers: in JSON something else would be no number. */
  numbers: Words | null
  person: Words
  names: Words | null
  /** The same in a body as a platform sends it, whose bytes are looked at as `encode(…, 'escape')` writes them. */
  idsInBytes: Words | null
  namesInBytes: Words | null
}

const leastName = 3
const leastNumber = 5
const leastId = 6

type Named = Pick<Traces, 'person' | 'accounts' | 'names' | 'places'>

/** `leaveNames`: names stay in what others wrote. */
export function patternsOf(traces: Named, leaveNames = false): Patterns {
  const { lettered, numbers, names } = wordsOf(traces, leaveNames)
  return {
    ids: wholeWords(lettered),
    numbers: wholeWords(numbers, outsideDecimals),
    person: { anywhere: traces.person, whole: traces.person },
    names: wholeWords(names, (found) => unlessKey(outsideSnakes(found)), unlessLiteral),
    idsInBytes: wordsInBytes([...lettered, ...numbers]),
    namesInBytes: wordsInBytes(names),
  }
}

/** Whether a text that lies outside the database names them. */
export function namingOf(traces: Named, leaveNames = false): (text: string) => boolean {
  const { lettered, numbers, names } = wordsOf(traces, leaveNames)
  const words = longestFirst([traces.person, ...lettered, ...numbers, ...names]).map(literally)
  const naming = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}\\p{M}])`, 'iu')
  return (text) => naming.test(text)
}

function wordsOf(traces: Named, leaveNames: boolean) {
  const own = traces.accounts.map(nativeId)
  const ids = own.filter((id) => /^(?=.*\d)[\w.-]+$/.test(id) && !/^\d+$/.test(id) && id.length >= leastId)
  const numbered = traces.accounts.filter((account) => bareNumber.test(account))
  // An account that is a number is struck out by that number alone.
  const whole = traces.accounts.filter((account) => !numbered.includes(account))
  const names = leaveNames ? [] : traces.names.filter((name) => name.length >= leastName)
  return {
    lettered: [...whole, ...ids, ...traces.places.flatMap(directChannel)],
    numbers: numbered.map(nativeId),
    names: names.flatMap(spellings),
  }
}

/** Telegram's numbers stand alone in what it sends; those of others only ever stand behind their provider. */
const bareNumber = new RegExp(`^telegram:\\d{${leastNumber},}$`)

/** The last part of an account, by which its platform knows it; in the terminal that is a word like any other. */
function nativeId(account: string): string {
  return account.startsWith('console:') ? '' : account.slice(account.lastIndexOf(':') + 1)
}

/** Slack's own name of their conversation with us. */
function directChannel(place: string): string[] {
  return place.match(/\bD[A-Z0-9]{5,}\b/g) ?? []
}

/** As it is typed, in both ways of Unicode, in CommonMark, in HTML, and each of them within JSON. */
function spellings(name: string): string[] {
  return [name, name.normalize('NFC'), name.normalize('NFD')].flatMap((written) => {
    const html = written.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    const typed = [written, escapeMarkdown(written), html, html.replaceAll('"', '&quot;')]
    return typed.flatMap((one) => [one, inJson(one), inAscii(inJson(one))])
  })
}

/** As they are, and in the bodies of forms, whose writers do not agree on every sign. */
function inBodies(text: string): string[] {
  const asJson = inAscii(inJson(text))
  const plain = [text, inJson(text), asJson]
  const encoded = plain.map((one) => encodeURIComponent(one))
  const inForms = plain.map((one) => new URLSearchParams([['', one]]).toString().slice(1))
  return [...new Set([...plain, ...encoded, ...encoded.map((one) => one.replaceAll('%20', '+')), ...inForms])]
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function inAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Somebody may be called like a field of ours, */
const unlessKey = (found: string) => `(?:(?<!")${found}|${found}(?!\\\\*"[[:space:]]*:))`
/** or like a part of one, such as `rich_text`, */
const outsideSnakes = (found: string) => `(?<![[:alnum:]]_)${found}(?!_[[:alnum:]])`
/** or, as JSON writes it, like nothing or like a number. */
const unlessLiteral = (text: string) =>
  `${/^(?:true|false|null|\d+(?:\.\d+)?)$/i.test(text) ? '(?<![:,[]-?|[[:digit:]]\\.)' : ''}${literally(text)}`
/** A moment in Slack or a figure may end like a number of somebody. */
const outsideDecimals = (found: string) => `(?<![[:digit:]]\\.)${found}(?!\\.[[:digit:]])`

type Change = (found: string) => string
const asItIs: Change = (found) => found

/** Whole words only, also where JSON writes a line break right before one; an accent after a letter is part of it. */
function wholeWords(texts: string[], unless = asItIs, one: Change = literally): Words | null {
  const all = longestFirst(texts)
  if (all.length === 0) return null
  const whole = `(?:(?<![[:alnum:]])|(?<=\\\\[nrtbf]))${unless(`(?:${all.map(one).join('|')})`)}(?![[:alnum:]\u0300-\u036f])`
  return { anywhere: all.map(literally).join('|'), whole }
}

/** The same, where a word may also begin right after an escaped letter. */
function wordsInBytes(texts: string[]): Words | null {
  const found = longestFirst(texts.flatMap(inBodies)).map((text) => literally(escaped(text)))
  if (found.length === 0) return null
  const escapes = String.raw`%[0-9a-f]{2}|(?:\\\\|%5c)(?:[nrtbf]|u[0-9a-f]{4})|\\[0-7]{3}`
  const anywhere = found.join('|')
  const whole = `(?:(?<![[:alnum:]])|(?<=${escapes}))${outsideSnakes(`(?:${anywhere})`)}(?![[:alnum:]])`
  return { anywhere, whole }
}

function longestFirst(texts: string[]): string[] {
  return [...new Set(texts.filter(Boolean))].sort((a, b) => b.length - a.length)
}

/** As PostgreSQL writes bytes in letters. */
function escaped(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll('\\', '\\\\')
    .replaceAll(/[\0\x80-\xff]/g, (byte) => `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
