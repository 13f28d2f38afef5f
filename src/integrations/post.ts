// One POST over kept-alive connections, and its whole answer. By undici's dispatch: its request makes a stream and signals for each,
// which cost as much as the sending itself.
import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'

export type Posting = {
  /** Where the dispatcher is for any. */
  origin?: string
  path: string
  headers: Record<string, string>
  body: Buffer | string
  withinMs: number
  signal?: AbortSignal | undefined
}

export type Posted = { status: number; headers: IncomingHttpHeaders; text: string }

/** Why there is no answer, by a code: an error's own message may quote what was asked. */
export type Unanswered = { code: string; hasLeft: boolean }

const largestAnswer = 16 * 1024 * 1024

/** Rejects with `Unanswered`. */
export function post(dispatcher: Dispatcher, posting: Posting): Promise<Posted> {
  const { withinMs, signal } = posting
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let [status, size] = [0, 0]
    let headers: IncomingHttpHeaders = {}
    let stop: ((error: Error) => void) | undefined
    let ended: Unanswered | undefined
    const limit = setTimeout(() => end('TOO_LATE'), Math.max(1, withinMs))
    const endBySignal = () => end('ABORTED')
    signal?.addEventListener('abort', endBySignal)

    function end(code: string): void {
      fail({ code, hasLeft: stop !== undefined })
      stop?.(new Error(code))
    }

    function fail(why: Unanswered): void {
      ended ??= why
      leave()
      reject(ended)
    }

    function leave(): void {
      clearTimeout(limit)
      signal?.removeEventListener('abort', endBySignal)
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        // Before a byte of it is written.
        if (ended) return controller.abort(new Error(ended.code))
        stop = (error) => controller.abort(error)
      },
      onResponseStart(_controller, code, found) {
        status = code
        headers = found
      },
      onResponseData(_controller, chunk) {
        size += chunk.length
        chunks.push(chunk)
        if (size > largestAnswer) end('TOO_LARGE')
      },
      onResponseEnd() {
        leave()
        const [only = Buffer.alloc(0)] = chunks
        resolve({ status, headers, text: (chunks.length > 1 ? Buffer.concat(chunks, size) : only).toString() })
      },
      onResponseError(_controller, error) {
        const code = codeOf(error)
        fail({ code, hasLeft: stop !== undefined && !neverLeft.has(code) })
      },
    }
    if (signal?.aborted) end('ABORTED')
    else dispatcher.dispatch({ ...posting, method: 'POST', headersTimeout: 0, bodyTimeout: 0 }, handler)
  })
}

/** What stopped it before anything of it was written. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

function codeOf(error: Error): string {
  const { code, name, errors } = error as { code?: unknown; name: string; errors?: { code?: unknown }[] }
  if (typeof code === 'string') return code
  const inner = errors?.[0]?.code
  return typeof inner === 'string' ? inner : name
}
