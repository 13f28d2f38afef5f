// What a file is known by. Fifty megabytes at once would keep everybody else waiting for as many milliseconds.
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

const piece = 1024 * 1024

export async function hashOf(content: Buffer): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < content.length; at += piece) {
    if (at > 0) await nextTurn()
    hash.update(content.subarray(at, at + piece))
  }
  return hash.digest('hex')
}
