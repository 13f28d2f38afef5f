// The characters a font file has glyphs for: what the `cmap` table says that WOFF2 packs with the others.
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

// Of the WOFF2 format: each table has a number, or else its name is written out.
const [cmap, glyf, loca, unnumbered] = [0, 10, 11, 63]
const headLength = 48

export function charactersIn(path: string): Set<number> {
  const file = readFileSync(path)
  let at = headLength
  const length = () => {
    let value = 0
    for (;;) {
      const byte = file.readUInt8(at++)
      value = value * 128 + (byte & 127)
      if (byte < 128) return value
    }
  }
  let start = -1
  let packed = 0
  for (let left = file.readUInt16BE(12); left > 0; left--) {
    const flags = file.readUInt8(at++)
    const table = flags & 63
    if (table === unnumbered) at += 4
    if (table === cmap) start = packed
    const whole = length()
    const isTransformed = table === glyf || table === loca ? flags >> 6 === 0 : flags >> 6 !== 0
    packed += isTransformed ? length() : whole
  }
  return start < 0 ? new Set() : readCmap(brotliDecompressSync(file.subarray(at)).subarray(start))
}

function readCmap(table: Buffer): Set<number> {
  const characters = new Set<number>()
  for (let i = 0; i < table.readUInt16BE(2); i++) {
    const part = table.subarray(table.readUInt32BE(8 + i * 8))
    for (const [from, to] of rangesIn(part)) for (let code = from; code <= to; code++) characters.add(code)
  }
  return characters
}

/** Of the two forms that are in use: one for 16 bits, one for 32. */
function* rangesIn(part: Buffer): Generator<[from: number, to: number]> {
  const form = part.readUInt16BE(0)
  if (form === 4) {
    const size = part.readUInt16BE(6)
    // The last range ends the list and names no character.
    for (let at = 0; at < size - 2; at += 2) yield [part.readUInt16BE(16 + size + at), part.readUInt16BE(14 + at)]
  }
  if (form === 12)
    for (let i = 0; i < part.readUInt32BE(12); i++)
      yield [part.readUInt32BE(16 + i * 12), part.readUInt32BE(20 + i * 12)]
}
