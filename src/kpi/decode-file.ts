// The text of a file, piece by piece as its bytes come.
import { setImmediate } from 'node:timers/promises'
import { BellhopError } from '../domain/errors.ts'

type Decoder = InstanceType<typeof TextDecoder>
export type Bytes = Buffer | AsyncIterable<Uint8Array>

/** Spreadsheets write UTF-8, UTF-16 with a mark, or what Windows wrote before; the last is told only from a whole file. */
export async function* textOf(content: Bytes): AsyncGenerator<string> {
  if (content instanceof Uint8Array) return yield* inSteps(decoded(content))
  let decoder: Decoder | undefined
  let first = Buffer.alloc(0)
  for await (const chunk of content) {
    first = decoder ? Buffer.from(chunk) : Buffer.concat([first, chunk])
    if (!decoder && first.length < 2) continue
    decoder ??= decoderFor(first)
    yield decodedPart(decoder, first)
  }
  decoder ??= decoderFor(first)
  yield decodedPart(decoder)
}

/** A long text at once would keep everybody else waiting. */
async function* inSteps(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += stepLength) {
    if (start > 0) await setImmediate()
    yield text.slice(start, start + stepLength)
  }
}

const stepLength = 64 * 1024

/** Its first line, or what comes before it gets too long, and all of it. */
export async function splitFirstLine(
  pieces: AsyncGenerator<string>,
): Promise<{ first: string; all: AsyncGenerator<string> }> {
  let read = ''
  for (;;) {
    const next = await pieces.next()
    if (!next.done) read += next.value
    if (next.done || read.includes('\n') || read.length > longestLine) break
  }
  return { first: read.split('\n', 1)[0] ?? '', all: from(read, pieces) }
}

const longestLine = 64 * 1024

async function* from(read: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield read
  yield* rest
}

function decoded(content: Buffer): string {
  try {
    return decoderFor(content).decode(content)
  } catch {
    return new TextDecoder('windows-1252').decode(content)
  }
}

function decoderFor([one, two]: Uint8Array): Decoder {
  if (one === 0xff && two === 0xfe) return new TextDecoder('utf-16le')
  if (one === 0xfe && two === 0xff) return new TextDecoder('utf-16be')
  return new TextDecoder('utf-8', { fatal: true })
}

function decodedPart(decoder: Decoder, bytes?: Uint8Array): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
  } catch {
    throw new BellhopError('invalid', 'That is no text in UTF-8.', { nextStep: 'Send it as CSV in UTF-8.' })
  }
}
