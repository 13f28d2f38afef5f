// HMAC with SHA-256, from two digests as RFC 2104 makes it. Node's own can take a message in pieces, and what it makes for that costs
// more than the digests do.
import { createHash, hash } from 'node:crypto'

const blockBytes = 64
const digestBytes = 32

/** What the key makes of a head and a body, in hexadecimal digits. */
export function createHexMac(key: Uint8Array): (head: string, body: Uint8Array) => string {
  const short = key.length > blockBytes ? createHash('sha256').update(key).digest() : key
  const inner = padded(short, 0x36, blockBytes)
  const outer = padded(short, 0x5c, blockBytes + digestBytes)

  return (head, body) => {
    const digest = hash('sha256', Buffer.concat([inner, Buffer.from(head), body]), 'binary')
    outer.write(digest, blockBytes, 'binary')
    return hash('sha256', outer, 'hex')
  }
}

function padded(key: Uint8Array, pad: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, pad)
  for (const [i, byte] of key.entries()) bytes[i] = byte ^ pad
  return bytes
}
