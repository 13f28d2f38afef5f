// Slack's Web API over kept-alive connections: one call is one request, and its end says whether it can have happened.
import { stringify } from 'node:querystring'
import { Agent } from 'undici'
import type { Secret } from '../../src/domain/secret.ts'
import { type Posted, post, type Unanswered } from '../../src/integrations/post.ts'
import { isJson, type Json, textAt } from './json.ts'
import type { Method } from './needs.ts'

export type Called =
  | { kind: 'ok'; body: Json }
  /** Slack says no, and by what name. */
  | { kind: 'error'; error: string }
  | { kind: 'limited'; afterMs: number }
  /** The request never left. */
  | { kind: 'unsent'; reason: string }
  /** It left, and no answer came: it may have happened. */
  | { kind: 'lost'; reason: string }

export type SlackApi = {
  /** `https://slack.com/api/`, or where a test has it. */
  url: string
  call(method: Method, args: Json, token?: Secret, limits?: { withinMs?: number }): Promise<Called>
  /** Posts JSON to an address that Slack gave us. */
  respond(url: string, said: Json, limits?: { withinMs?: number }): Promise<Called>
  /** Posts bytes to an address that Slack gave us. */
  upload(url: string, bytes: Buffer, mediaType: string): Promise<Called>
  /** Undefined when Slack does not hand it out, or it is larger; never from anywhere but Slack. */
  download(url: string, token: Secret, atMost: number): Promise<Buffer | undefined>
}

const usualMs = 8_000
const downloadMs = 30_000
const longestWaitMs = 60 * 60_000

export function createSlackApi(apiUrl = 'https://slack.com/api/'): SlackApi {
  const url = apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`
  const { origin, pathname, hostname: home } = new URL(url)
  // Not the SDK's fetch, which costs twice the processor time of everything else on the way out.
  // More than replies take at once, so that a form or a question finds one free.
  const agent = new Agent({ connections: 300, keepAliveTimeout: 30_000, connect: { timeout: 4_000 } })

  /** Addresses come with events, and whoever had the signing secret could name any: tokens and answers go to Slack alone. */
  function isSlacks(address: string): boolean {
    if (!URL.canParse(address)) return false
    const { origin: place, hostname } = new URL(address)
    const isTheirHost = [home, 'slack.com', 'slack-files.com'].some((one) => `.${hostname}`.endsWith(`.${one}`))
    return place === origin || (isTheirHost && place === `https://${hostname}`)
  }

  async function attemptAt(address: string, mediaType: string, body: Buffer | string, withinMs: number) {
    if (!isSlacks(address)) return { kind: 'error', error: 'foreign_url' } as const
    return attempt(partsOf(address), { 'content-type': mediaType }, body, withinMs)
  }

  async function attempt(
    where: { origin: string; path: string },
    headers: Record<string, string>,
    body: Buffer | string,
    withinMs: number,
  ): Promise<Called> {
    try {
      return read(await post(agent, { ...where, headers, body, withinMs }))
    } catch (error) {
      const { code, hasLeft } = error as Unanswered
      return { kind: hasLeft ? 'lost' : 'unsent', reason: code }
    }
  }

  return {
    url,
    call(method, args, token, { withinMs = usualMs } = {}) {
      const isForm = method === 'oauth.v2.access'
      const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8'
      const headers = { 'content-type': type, ...(token ? { authorization: `Bearer ${token.reveal()}` } : {}) }
      const body = isForm ? stringify(args as Record<string, string>) : JSON.stringify(args)
      return attempt({ origin, path: pathname + method }, headers, body, withinMs)
    },
    respond: (to, said, { withinMs = usualMs } = {}) =>
      attemptAt(to, 'application/json', JSON.stringify(said), withinMs),
    async download(from, token, atMost) {
      if (!isSlacks(from)) return undefined
      const headers = { authorization: `Bearer ${token.reveal()}` }
      const answer = await agent.request({
        ...partsOf(from),
        method: 'GET',
        headers,
        signal: AbortSignal.timeout(downloadMs),
      })
      const isPage = String(answer.headers['content-type'] ?? '').startsWith('text/html')
      const bytes = answer.statusCode === 200 && !isPage ? await readAtMost(answer.body, atMost) : undefined
      if (!bytes) answer.body.on('error', () => undefined).destroy()
      return bytes
    },
    upload: (to, bytes, mediaType) => attemptAt(to, mediaType, bytes, usualMs),
  }
}

async function readAtMost(body: AsyncIterable<Buffer>, atMost: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > atMost) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function partsOf(url: string): { origin: string; path: string } {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname + search }
}

function read({ status, text, headers }: Posted): Called {
  const retryAfter = headers['retry-after']
  if (status === 429) return limited(retryAfter)
  if (status >= 500) return { kind: 'lost', reason: `status ${status}` }
  const body = parse(text)
  const error = body ? textAt(body, 'error') : undefined
  if (error === 'ratelimited' || error === 'rate_limited') return limited(retryAfter)
  if (body?.ok === true || (status < 300 && body?.ok === undefined)) return { kind: 'ok', body: body ?? {} }
  return { kind: 'error', error: error ?? (/^\w{1,60}$/.test(text) ? text : `status ${status}`) }
}

function limited(retryAfter: string | undefined): Called {
  const seconds = Number(retryAfter)
  const afterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 3_000
  return { kind: 'limited', afterMs: Math.min(afterMs, longestWaitMs) }
}

/** An address Slack gave us answers `ok` and the like. */
function parse(text: string): Json | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
