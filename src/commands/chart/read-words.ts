// Figures typed on a line: `Jan=10 Feb=12`, with `Lift:` before each series where there are several.
import { quoted } from '../../domain/argument-problem.ts'
import { createWordReader } from '../../domain/words.ts'

/** One thing typed; `name` is what stood before its sign. */
export type Typed = { series: string; name: string | undefined; text: string }

export type ReadWords = {
  typed: Typed[]
  /** What was typed by name, to be read as arguments are. */
  flags: string
}

export type Fault = { fault: string }

const switches = new Set(['dark', 'stacked', 'horizontal', 'svg'])

export function readWords(data: string): ReadWords | Fault {
  const reader = createWordReader(data)
  const flags: string[] = []
  const words: { text: string; isQuoted: boolean }[] = []
  for (let word = reader.next(); word; word = reader.next()) {
    if (word.isOpen) return { fault: `the quotation mark before ${quoted(word.text.slice(1))} is never closed` }
    if (!word.flag) {
      addWord(words, word.text, word.isQuoted)
      continue
    }
    flags.push(`--${word.flag.name}`)
    const isSwitch = switches.has(word.flag.name.toLowerCase())
    const value = word.flag.value ?? (isSwitch || reader.peek()?.flag ? undefined : reader.next()?.text)
    if (value !== undefined) flags.push(quote(value))
  }
  return { typed: inSeries(words), flags: flags.join(' ') }
}

/** As the reader of words takes it back; a backslash before a quotation mark could not be told from one that hides it. */
function quote(text: string): string {
  return `"${text.replaceAll(/(?<!\\)\\+(?="|$)/g, '').replaceAll('"', '\\"')}"`
}

/** People put spaces around the sign, and commas between. */
function addWord(words: { text: string; isQuoted: boolean }[], text: string, isQuoted: boolean): void {
  const last = words.at(-1)
  if (last && !isQuoted && (text.startsWith('=') || last.text.endsWith('='))) last.text += text
  else if (last?.text.endsWith('=')) last.text += text
  else words.push({ text, isQuoted })
}

function inSeries(words: { text: string; isQuoted: boolean }[]): Typed[] {
  const typed: Typed[] = []
  let series = ''
  for (const { text: word, isQuoted } of words) {
    const text = word.replace(/[,;]$/, '')
    if (text === '') continue
    if (text.endsWith(':') && (isQuoted || /^[^=]+:$/.test(text))) {
      series = text.slice(0, -1)
      continue
    }
    const border = text.lastIndexOf('=')
    const colon = border < 0 ? text.search(/:(?=[-+−]?[\p{Sc}]?[\d.][^:]*$)/u) : border
    if (colon > 0) typed.push({ series, name: text.slice(0, colon).trim(), text: text.slice(colon + 1).trim() })
    else typed.push({ series, name: undefined, text })
  }
  return typed
}
