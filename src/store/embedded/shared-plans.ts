// The one session of the embedded database keeps the plan of each named statement once, whichever connection uses it. A connection
// sends the text of a statement the first time only, so it is remembered what each of them means by a name.
import { frameOf, pickFrames, readFrames } from './protocol.ts'

export type Named = {
  name: string
  text: string
  /** Where the exchange says so itself. */
  parse?: { start: number; end: number }
}

/** No server is there to notice that a table has grown: from time to time plans are made anew. */
const keptMs = 60_000

/** The named statement of an exchange, if it is of one; `known` are those its connection has named before. */
export function readNamed(exchange: Buffer, known: Map<string, string>): Named | undefined {
  const { frames } = readFrames(exchange)
  const parse = frames.find(({ type }) => type === 'P')
  if (parse) {
    const [name, at] = readText(exchange, parse.start + 5)
    if (!name) return undefined
    const [text] = readText(exchange, at)
    known.set(name, text)
    return { name, text, parse }
  }
  const bind = frames.find(({ type }) => type === 'B')
  if (!bind) return undefined
  const [, at] = readText(exchange, bind.start + 5)
  const [name] = readText(exchange, at)
  const text = known.get(name)
  return text === undefined ? undefined : { name, text }
}

export class SharedPlans {
  readonly #kept = new Map<string, { text: string; until: number }>()

  /** The exchange as the session needs it now: with the text of what it has not, and without that of what it has. */
  complete(exchange: Buffer, { name, text, parse }: Named, now: number): { bytes: Buffer; parses: boolean } {
    const rest = parse ? [exchange.subarray(0, parse.start), exchange.subarray(parse.end)] : [exchange]
    const kept = this.#kept.get(name)
    if (kept?.text === text && now < kept.until) return { bytes: parse ? Buffer.concat(rest) : exchange, parses: false }
    this.#kept.delete(name)
    // Whatever the session may hold under this name gives way.
    const made = [frameOf('C', Buffer.from(`S${name}\0`)), frameOf('P', Buffer.from(`${name}\0${text}\0\0\0`))]
    return { bytes: Buffer.concat([...made, ...rest]), parses: true }
  }

  /** The answer without word of what was parsed. */
  learn({ name, text }: Named, answer: Buffer, now: number): Buffer {
    const isParsed = pickFrames(answer, (type) => type === parsed).length > 0
    if (isParsed) this.#kept.set(name, { text, until: now + keptMs })
    return Buffer.concat(pickFrames(answer, (type) => type !== parsed && type !== closed))
  }

  /** The session has dropped what it had. */
  forget(): void {
    this.#kept.clear()
  }
}

const parsed = '1'
const closed = '3'

/** The text that ends with a zero, and where the next begins. */
function readText(bytes: Buffer, at: number): [string, number] {
  const end = bytes.indexOf(0, at)
  return [bytes.toString('utf8', at, end), end + 1]
}
