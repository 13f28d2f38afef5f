// Reads a zip archive by its directory at the end, as any program that opens one does.
import { crc32, inflateRawSync } from 'node:zlib'

export function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [crc, packed, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)]
    const [name, extra, note] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const path = zip.toString('utf8', at + 46, at + 46 + name)
    const from = zip.readUInt32LE(at + 42)
    const body = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28)
    const content = inflateRawSync(zip.subarray(body, body + packed))
    if (content.length !== size || crc32(content) !== crc) throw new Error(`${path} is damaged`)
    files.set(path, content)
    at += 46 + name + extra + note
  }
  return files
}
