// The Bot API over kept-alive connections. The token stands in every path, so nothing here ever shows a path.
import { Pool } from 'undici'
import { type Posted, post, type Unanswered } from '../../src/integrations/post.ts'
import { multipart, type Upload } from './multipart.ts'

export type Answer =
  | { kind: 'ok'; result: unknown }
  | { kind: 'refused'; code: number; description: string; retryAfterMs?: number; migrateTo?: number }
  /** Nothing reached Telegram. */
  | { kind: 'unsent'; reason: string }
  /** It may have happened: there was no answer, or none that says. */
  | { kind: 'lost'; reason: string }

export type CallOptions = { uploads?: Upload[]; signal?: AbortSignal; timeoutMs?: number }

export type Api = {
  call(method: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Answer>
  /** The content of a file by the path that `getFile` gave; undefined when it is gone. */
  download(path: string, atMost: number): Promise<Buffer | undefined>
  /** Telegram said lately that the token is not one of its own. */
  isTokenRefused(): boolean
}

type Options = { token: string; apiRoot: string; onTokenRefused: () => void }

/** More than replies take at once, so that asking for updates finds one free. */
const connections = 300
const usualTimeoutMs = 9_000
const downloadMs = 30_000

export function createApi({ token, apiRoot, onTokenRefused }: Options): Api {
  const root = new URL(apiRoot)
  const base = root.pathname.replace(/\/$/, '')
  // Shorter than any server in between keeps a silent connection: writing into a dying one leaves us not knowing.
  const pool = new Pool(root.origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: 5_000 },
  })
  let isRefused = false

  function note(answer: Answer): Answer {
    if (answer.kind === 'ok') isRefused = false
    else if (answer.kind === 'refused' && answer.code === 401 && !isRefused) {
      isRefused = true
      onTokenRefused()
    }
    return answer
  }

  async function attempt(method: string, args: Record<string, unknown>, options: CallOptions): Promise<Answer> {
    const { uploads = [], signal, timeoutMs: withinMs = usualTimeoutMs } = options
    const { contentType, body } =
      uploads.length > 0 ? multipart(args, uploads) : { contentType: 'application/json', body: JSON.stringify(args) }
    const path = `${base}/bot${token}/${method}`
    try {
      return read(await post(pool, { path, headers: { 'content-type': contentType }, body, withinMs, signal }))
    } catch (error) {
      return unanswered(error as Unanswered)
    }
  }

  return {
    call: async (method, args = {}, options = {}) => note(await attempt(method, args, options)),
    async download(path, atMost) {
      const { statusCode, body } = await pool.request({
        path: `${base}/file/bot${token}/${path}`,
        method: 'GET',
        signal: AbortSignal.timeout(downloadMs),
      })
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of body) {
        size += chunk.length
        if (size > atMost) break
        chunks.push(chunk)
      }
      return statusCode === 200 && size <= atMost ? Buffer.concat(chunks) : undefined
    },
    isTokenRefused: () => isRefused,
  }
}

function read({ status, text }: Posted): Answer {
  const answer = parse(text)
  if (answer?.ok === true) return { kind: 'ok', result: answer.result }
  const code = answer?.error_code ?? status
  // A gateway in between says nothing about what the server behind it did.
  if (!answer || code >= 500) return { kind: 'lost', reason: `Telegram answered ${code}` }
  const { retry_after: retryAfter, migrate_to_chat_id: migrateTo } = answer.parameters ?? {}
  return {
    kind: 'refused',
    code,
    description: answer.description ?? '',
    ...(code === 429 ? { retryAfterMs: Math.max(1, retryAfter ?? 1) * 1000 } : {}),
    ...(migrateTo === undefined ? {} : { migrateTo }),
  }
}

type Wire = {
  ok?: boolean
  result?: unknown
  error_code?: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

function parse(text: string): Wire | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function unanswered({ code, hasLeft }: Unanswered): Answer {
  if (!hasLeft) return { kind: 'unsent', reason: `Telegram cannot be reached (${code})` }
  return {
    kind: 'lost',
    reason: code === 'TOO_LATE' ? 'Telegram did not answer in time' : `the connection broke (${code})`,
  }
}
