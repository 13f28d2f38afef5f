// Files in a bucket of any server that speaks S3. Every request is signed with the hash of what it carries; addresses are by path, which all of them know.
import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { Agent, type Dispatcher, request } from 'undici'
import type { S3Config } from '../domain/config.ts'
import { BellhopError } from '../domain/errors.ts'
import { type ObjectStore, objectKey, type StoredObject } from '../ports/object-store.ts'
import { readListing } from './read-s3-listing.ts'

type Options = S3Config & { timeoutMs?: number; now?: () => number }
type Asked = { method: 'GET' | 'PUT' | 'DELETE' | 'HEAD'; key?: string; query?: Record<string, string> }
type Answer = { status: number; body: Buffer }

/** Signing keys are made anew each day. */
const mostSigningKeys = 50
const pauseMs = 150

export function createS3Store(options: Options): ObjectStore {
  const { endpoint, bucket, timeoutMs = 20_000, now = Date.now } = options
  const agent = new Agent({ connections: 8, connect: { timeout: 5_000 }, headersTimeout: timeoutMs })
  const cache = new Map<string, ArrayBuffer>()

  /** Everything asked for here can be asked twice: what broke off, or was too much at that moment, is. */
  async function ask(asked: Asked, content: Uint8Array = new Uint8Array(), signal?: AbortSignal): Promise<Answer> {
    const first = await askOnce(asked, content, signal).catch((error) => {
      signal?.throwIfAborted()
      if (error instanceof BellhopError && error.code === 'internal') throw error
      return undefined
    })
    if (first && first.status < 500 && first.status !== 429) return first
    await setTimeout(pauseMs, undefined, signal ? { signal } : {})
    return askOnce(asked, content, signal)
  }

  async function askOnce(asked: Asked, content: Uint8Array, signal?: AbortSignal): Promise<Answer> {
    if (cache.size > mostSigningKeys) cache.clear()
    const { url, headers } = await signed(asked, content)
    const deadline = AbortSignal.timeout(timeoutMs * 3)
    try {
      const { statusCode, body } = await request(url, {
        method: asked.method as Dispatcher.HttpMethod,
        headers: { ...Object.fromEntries(headers), 'content-length': String(content.length) },
        body: asked.method === 'PUT' ? content : null,
        dispatcher: agent,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      })
      return { status: statusCode, body: await wholeOf(body) }
    } catch (error) {
      signal?.throwIfAborted()
      throw silent(error)
    }
  }

  function signed({ method, key, query = {} }: Asked, content: Uint8Array): Promise<{ url: URL; headers: Headers }> {
    if (key !== undefined && !objectKey.test(key)) throw new BellhopError('internal', 'That is no key of a file.')
    const url = new URL(`${endpoint.replace(/\/+$/, '')}/${bucket}${key === undefined ? '' : `/${key}`}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return new AwsV4Signer({
      ...{ method, url: url.href, service: 's3', region: options.region, cache },
      accessKeyId: options.accessKeyId.reveal(),
      secretAccessKey: options.secretAccessKey.reveal(),
      headers: { 'x-amz-content-sha256': createHash('sha256').update(content).digest('hex') },
      datetime: new Date(now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    }).sign()
  }

  async function* list(prefix: string): AsyncIterable<StoredObject> {
    let token: string | undefined
    do {
      const query = { 'list-type': '2', prefix, ...(token ? { 'continuation-token': token } : {}) }
      const { status, body } = await ask({ method: 'GET', query })
      if (status !== 200) throw refused(status, body)
      const page = readListing(body.toString('utf8'))
      if (!page || (token !== undefined && page.next === token))
        throw silent(new Error('the S3 server sent half a list'))
      yield* page.objects
      token = page.next
    } while (token)
  }

  return {
    async put(key, content, signal) {
      const { status, body } = await ask({ method: 'PUT', key }, content, signal)
      if (status !== 200) throw refused(status, body)
    },
    async get(key, signal) {
      const { status, body } = await ask({ method: 'GET', key }, undefined, signal)
      if (status === 200) return body
      if (status === 404 && !body.includes('NoSuchBucket')) return undefined
      throw refused(status, body)
    },
    async remove(key) {
      const { status, body } = await ask({ method: 'DELETE', key })
      if (status >= 300 && status !== 404) throw refused(status, body)
    },
    list,
    async ping() {
      const { status, body } = await ask({ method: 'GET', query: { 'list-type': '2', 'max-keys': '1' } })
      if (status !== 200) throw refused(status, body)
    },
    close: () => agent.close(),
  }
}

/** Larger than any file that is kept, or page of a list. */
const mostBytes = 64 * 1024 * 1024

async function wholeOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > mostBytes) throw new Error(`the S3 server sent more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function silent(cause: unknown): BellhopError {
  return new BellhopError('unavailable', 'The store for files does not answer.', { cause })
}

/** The code the server gives is for the log; people are told whom to tell. */
function refused(status: number, body: Buffer): BellhopError {
  const code = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(body.toString('utf8', 0, 4_000))?.[1] ?? 'no code'
  const cause = new Error(`the S3 server answered ${status} (${code})`)
  if (status === 507 || code === 'QuotaExceeded' || code === 'XMinioStorageFull')
    return new BellhopError('limited', 'There is no room left for files.', {
      cause,
      nextStep: 'Tell an admin: the bucket is full.',
    })
  if (status === 403 || status === 404)
    return new BellhopError('unavailable', 'The store for files refused me.', {
      cause,
      nextStep: 'Tell an admin to check S3_BUCKET and its keys.',
    })
  return silent(cause)
}
