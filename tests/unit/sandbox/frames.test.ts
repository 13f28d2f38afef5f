// Bytes that somebody else controls: cut anywhere they make the same frames, and too much of them is refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameReader } from '../../../src/sandbox/frames.ts'

const shape = { headBytes: 5, largest: 1_000, mostBytes: 100_000 } as const

function frame(kind: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind, 'latin1')
  head.writeUInt32BE(payload.length, 1)
  return Buffer.concat([head, payload])
}

function readAll(chunks: Buffer[]): string[] {
  const found: string[] = []
  const reader = createFrameReader(shape, (kind, payload) =>
    found.push(`${String.fromCharCode(kind)}${payload.toString('hex')}`),
  )
  for (const chunk of chunks) reader.push(chunk)
  return found
}

describe('frames', () => {
  it('are the same wherever the bytes are cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 })
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 50 }), (all, size) => {
        const bytes = Buffer.concat(all.map((payload) => frame('O', payload)))
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        )
        expect(readAll(chunks)).toEqual(all.map((payload) => `O${Buffer.from(payload).toString('hex')}`))
      }),
      { numRuns: 60 },
    )
  })

  it('are refused when one says it is too large, before its bytes come', () => {
    expect(() => readAll([frame('O', new Uint8Array(0)), Buffer.from([0x4f, 0xff, 0xff, 0xff, 0xff])])).toThrow(
      'too large',
    )
  })

  it('are refused when there are too many bytes', () => {
    const flood = Array.from({ length: 200 }, () => frame('O', new Uint8Array(900)))
    expect(() => readAll(flood)).toThrow('too many bytes')
  })
})
