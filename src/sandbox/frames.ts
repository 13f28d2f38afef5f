// Takes frames out of a stream of bytes that somebody else controls: what is too large, or too much, ends it at once.

/** A letter and a length before each payload; Docker puts three zeros between the two. */
export type FrameShape = { headBytes: 5 | 8; largest: number; mostBytes: number }

export type FrameReader = { push(chunk: Buffer): void }

/** `push` throws when the stream breaks the rules. */
export function createFrameReader(shape: FrameShape, onFrame: (kind: number, payload: Buffer) => void): FrameReader {
  const { headBytes, largest, mostBytes } = shape
  let chunks: Buffer[] = []
  let held = 0
  let total = 0
  let needed: number = headBytes
  let head: { kind: number; length: number } | undefined

  function take(count: number): Buffer {
    const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
    chunks = all.length > count ? [all.subarray(count)] : []
    held = all.length - count
    return all.subarray(0, count)
  }

  function readHead(): void {
    const bytes = take(headBytes)
    head = { kind: bytes[0] ?? 0, length: bytes.readUInt32BE(headBytes - 4) }
    if (head.length > largest) throw new RangeError('a frame is too large')
    needed = head.length
  }

  return {
    push(chunk) {
      total += chunk.length
      if (total > mostBytes) throw new RangeError('too many bytes')
      chunks.push(chunk)
      held += chunk.length
      while (held >= needed) {
        if (!head) {
          readHead()
          continue
        }
        const { kind } = head
        head = undefined
        const payload = take(needed)
        needed = headBytes
        onFrame(kind, payload)
      }
    },
  }
}
