// A zip archive of a few files in memory: what every system opens without being told how.
import { crc32, deflateRawSync } from 'node:zlib'

export type ZipEntry = { path: string; content: Buffer }

export type Zip = {
  /** What the archive comes to by now. */
  size(): number
  add(entry: ZipEntry): void
  /** Takes the last one out again. */
  undo(): void
  end(): Buffer
}

type Packed = { head: Buffer; name: Buffer; body: Buffer }

const deflated = 8
const namesAreUtf8 = 0x0800
const version = 20
const endSize = 22

export function createZip(at: Date): Zip {
  const all: Packed[] = []
  const stamp = stampOf(at)
  const sizeOf = ({ name, body }: Packed) => 30 + 46 + 2 * name.length + body.length
  return {
    size: () => all.reduce((sum, one) => sum + sizeOf(one), endSize),
    add: ({ path, content }) => void all.push(pack(path, content, stamp)),
    undo: () => void all.pop(),
    end() {
      const parts: Buffer[] = []
      const directory: Buffer[] = []
      let offset = 0
      for (const { head, name, body } of all) {
        directory.push(entryOf(head, offset), name)
        parts.push(words(0x04034b50), head, name, body)
        offset += 4 + head.length + name.length + body.length
      }
      const listed = Buffer.concat(directory)
      const end = Buffer.alloc(endSize)
      end.writeUInt32LE(0x06054b50, 0)
      for (const place of [8, 10]) end.writeUInt16LE(all.length, place)
      end.writeUInt32LE(listed.length, 12)
      end.writeUInt32LE(offset, 16)
      return Buffer.concat([...parts, listed, end])
    },
  }
}

/** What the file itself and the directory at the end both say of it. */
function pack(path: string, content: Buffer, stamp: number): Packed {
  const [name, body] = [Buffer.from(path), deflateRawSync(content)]
  const head = Buffer.alloc(26)
  for (const [i, value] of [version, namesAreUtf8, deflated].entries()) head.writeUInt16LE(value, i * 2)
  head.writeUInt32LE(stamp, 6)
  for (const [i, value] of [crc32(content), body.length, content.length].entries())
    head.writeUInt32LE(value, 10 + i * 4)
  head.writeUInt16LE(name.length, 22)
  return { head, name, body }
}

function entryOf(head: Buffer, offset: number): Buffer {
  const after = Buffer.alloc(14)
  after.writeUInt32LE(offset, 10)
  const made = Buffer.alloc(2)
  made.writeUInt16LE(version)
  return Buffer.concat([words(0x02014b50), made, head, after])
}

function words(signature: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(signature)
  return bytes
}

/** As MS-DOS wrote time and date, in UTC: seconds by two, years from 1980. */
function stampOf(at: Date): number {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  return ((date << 16) | time) >>> 0
}
