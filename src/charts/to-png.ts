// A canvas as a PNG. Flat colours need no row filters: this takes less than half the time of the canvas's own encoder.
import { crc32, deflateSync } from 'node:zlib'
import type { Canvas } from '@napi-rs/canvas'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const trueColour = 2

/** The canvas must be opaque. */
export function toPng(canvas: Canvas): Buffer {
  const { width, height } = canvas
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, trueColour], 8)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rowsOf(canvas.data(), width, height), { level: 4 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Each row begins with the number of its filter: none. */
function rowsOf(pixels: Buffer, width: number, height: number): Buffer {
  const rows = Buffer.allocUnsafe((width * 3 + 1) * height)
  let [to, from] = [0, 0]
  for (let y = 0; y < height; y++) {
    rows[to++] = 0
    for (let x = 0; x < width; x++, from += 4, to += 3) {
      rows[to] = pixels[from] ?? 0
      rows[to + 1] = pixels[from + 1] ?? 0
      rows[to + 2] = pixels[from + 2] ?? 0
    }
  }
  return rows
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
