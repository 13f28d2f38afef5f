// The body of a request as it comes, for routes that take more than fits into memory at once.
import type { IncomingMessage } from 'node:http'
import { BellhopError } from '../domain/errors.ts'

export type Upload = { chunks: AsyncIterable<Uint8Array>; isTooLarge(): boolean }

/** `begin` is called once somebody wants to read it. */
export function openUpload(request: IncomingMessage, mostBytes: number, begin: () => void): Upload {
  let isTooLarge = Number(request.headers['content-length'] ?? 0) > mostBytes

  async function* read(): AsyncGenerator<Uint8Array> {
    let length = 0
    if (!isTooLarge) begin()
    // Left open where reading ends early, so that the answer still arrives.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length
      isTooLarge ||= length > mostBytes
      if (isTooLarge) return
      yield chunk
    }
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* read()
    } catch (cause) {
      throw new BellhopError('unavailable', 'The upload broke off.', { cause })
    }
    if (isTooLarge) throw new BellhopError('invalid', 'The upload is too large.')
  }

  return { chunks: chunks(), isTooLarge: () => isTooLarge }
}
