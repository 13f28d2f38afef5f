// Splits what people type after a command into words: quotes of every keyboard, flags, and the untouched remainder.
export type Word = {
  text: string
  isQuoted: boolean
  /** `--name`, `--name=value`, or `—name` where a phone joined the dashes. */
  flag?: { name: string; value?: string }
  /** A quotation mark was opened and never closed. */
  isOpen?: boolean
}

export type WordReader = {
  next(): Word | undefined
  peek(): Word | undefined
  /** Everything not read yet, as typed. */
  remainder(): string
}

export function createWordReader(text: string): WordReader {
  const readWord = createScanner(text)
  let position = 0
  let ahead: Scanned | undefined

  function look(): Scanned {
    ahead ??= readWord(position)
    return ahead
  }

  return {
    next() {
      const { word, end } = look()
      position = end
      ahead = undefined
      return word
    },
    peek: () => look().word,
    remainder: () => withoutLeadingGap(text.slice(position)),
  }
}

type Scanned = { word: Word | undefined; end: number }

const gap = /\s*/uy
const solid = /\S*/uy
const flagHead = /(?:--|[—–―])(\p{L}[\p{L}\p{N}_-]*)(?:(=)|(?=\s|$))/uy

function createScanner(text: string): (from: number) => Scanned {
  const readQuoted = createQuoteReader(text)

  return function scan(from) {
    const start = from + match(gap, text, from).length
    if (start === text.length) return { word: undefined, end: start }
    const head = readFlagHead(text, start)
    const name = head?.[1]
    if (!head || name === undefined) return valueAt(start)
    const afterHead = start + head[0].length
    if (!head[2]) return { word: { text: head[0], isQuoted: false, flag: { name } }, end: afterHead }
    const { word, end } = valueAt(afterHead)
    const value = word.text
    return { word: { ...word, isQuoted: false, text: text.slice(start, end), flag: { name, value } }, end }
  }

  function valueAt(start: number): { word: Word; end: number } {
    const quoted = readQuoted(start)
    const from = quoted ? quoted.end : start
    const tail = match(solid, text, from)
    const word: Word = { text: (quoted?.text ?? '') + tail, isQuoted: quoted !== undefined }
    if (quoted?.isOpen) word.isOpen = true
    return { word, end: from + tail.length }
  }
}

type Quotes = { closers: string; isApostrophe: boolean }

const quotesOf = new Map<string, Quotes>([
  ['"', { closers: '"', isApostrophe: false }],
  ['“', { closers: '”“', isApostrophe: false }],
  ['”', { closers: '”', isApostrophe: false }],
  ['„', { closers: '“”', isApostrophe: false }],
  ['«', { closers: '»', isApostrophe: false }],
  ['»', { closers: '«', isApostrophe: false }],
  ["'", { closers: "'", isApostrophe: true }],
  ['‘', { closers: '’', isApostrophe: true }],
  ['’', { closers: '’', isApostrophe: true }],
  ['‚', { closers: '‘’', isApostrophe: true }],
])

type Quoted = { text: string; end: number; isOpen?: boolean }

function createQuoteReader(text: string): (start: number) => Quoted | undefined {
  // Without this a text of nothing but apostrophes would be searched to its end once for each of them.
  const neverClosed = new Set<string>()

  return function readQuoted(start) {
    const opener = text[start] ?? ''
    const quotes = quotesOf.get(opener)
    if (!quotes || neverClosed.has(opener)) return undefined
    const close = findClose(text, start + 1, quotes)
    if (close !== -1) return { text: withoutEscapes(text.slice(start + 1, close), quotes), end: close + 1 }
    neverClosed.add(opener)
    return quotes.isApostrophe ? undefined : { text: text.slice(start), end: text.length, isOpen: true }
  }
}

/** An apostrophe closes only at the end of a word, so that `'don't stop'` is one quotation. */
function findClose(text: string, from: number, { closers, isApostrophe }: Quotes): number {
  for (let i = from; i < text.length; i++) {
    const character = text[i] ?? ''
    if (character === '\\' && closers.includes(text[i + 1] ?? '\\')) i++
    else if (closers.includes(character) && (!isApostrophe || /^\s?$/u.test(text[i + 1] ?? ''))) return i
  }
  return -1
}

function withoutEscapes(quoted: string, { closers }: Quotes): string {
  return quoted.replaceAll(/\\(.)/gsu, (both, character: string) => (closers.includes(character) ? character : both))
}

/** Drops the gap before the text but keeps the indentation of a first line that stands on its own. */
function withoutLeadingGap(text: string): string {
  const lead = match(gap, text, 0)
  const lineBreak = lead.length === text.length ? -1 : lead.lastIndexOf('\n')
  return text.slice(lineBreak === -1 ? lead.length : lineBreak + 1)
}

function readFlagHead(text: string, start: number): RegExpExecArray | null {
  if (!'-—–―'.includes(text.charAt(start))) return null
  flagHead.lastIndex = start
  return flagHead.exec(text)
}

function match(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from
  return pattern.exec(text)?.[0] ?? ''
}
