// An S3 server in memory: the few calls we make, as the S3 documents describe them. Signatures are made anew from what arrived and compared.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type S3Server = {
  url: string
  keys: { bucket: string; region: string; accessKeyId: string; secretAccessKey: string }
  objects: Map<string, { content: Buffer; at: Date }>
  /** From here on every request, or so many, is answered like this, or not at all; null ends that. */
  breakWith(trouble: { status: number; code: string } | 'silence' | null, times?: number): void
  close(): Promise<void>
}

const pageSize = 3

export async function startS3Server(): Promise<S3Server> {
  const keys = {
    bucket: 'bellhop',
    region: 'eu-test-1',
    accessKeyId: 'AKIDTEST',
    secretAccessKey: 'a/secret+of/a=test',
  }
  const objects: S3Server['objects'] = new Map()
  let broken: Parameters<S3Server['breakWith']>[0] = null
  let left = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (left-- <= 0) broken = null
    if (broken === 'silence') return void request.socket.destroy()
    if (broken) return refuse(response, broken.status, broken.code)
    const fault = faultIn(request, body, keys)
    if (fault) return refuse(response, 403, fault)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3')
    const [, bucket, ...rest] = pathname.split('/').map(decodeURIComponent)
    if (bucket !== keys.bucket) return refuse(response, 404, 'NoSuchBucket')
    const key = rest.join('/')
    if (key === '') return void response.end(listing(objects, searchParams))
    const found = objects.get(key)
    switch (request.method) {
      case 'PUT':
        objects.set(key, { content: body, at: new Date() })
        return void response.end()
      case 'DELETE':
        objects.delete(key)
        return void response.writeHead(204).end()
      default:
        return found ? void response.end(found.content) : refuse(response, 404, 'NoSuchKey')
    }
  }

  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    objects,
    breakWith: (trouble, times = Number.POSITIVE_INFINITY) => {
      broken = trouble
      left = times
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function faultIn(request: IncomingMessage, body: Buffer, keys: S3Server['keys']): string | undefined {
  const authorization = request.headers.authorization ?? ''
  const [, id, day, region, names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? []
  if (!day) return 'AccessDenied'
  if (id !== keys.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== keys.region) return 'AuthorizationHeaderMalformed'
  const at = String(request.headers['x-amz-date'])
  const moment = Date.parse(at.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
  if (!at.startsWith(day) || Math.abs(Date.now() - moment) > 15 * 60_000) return 'RequestTimeTooSkewed'
  const claimed = String(request.headers['x-amz-content-sha256'])
  if (claimed !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.split(';').includes(name)))
    return 'AccessDenied'
  const url = new URL(request.url ?? '/', 'http://s3')
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const path = url.pathname
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/')
  const canonical = [request.method, path, query, headers.join(''), names, claimed].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (made, part) => hmac(made, part),
    Buffer.from(`AWS4${keys.secretAccessKey}`),
  )
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

function listing(objects: S3Server['objects'], query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? ''
  const size = Math.min(pageSize, Number(query.get('max-keys') ?? pageSize))
  const names = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort()
  const page = names.slice(0, size)
  const isCut = names.length > page.length
  const contents = page.map((key) => {
    const { content, at } = objects.get(key) ?? { content: Buffer.alloc(0), at: new Date(0) }
    return `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><ETag>&quot;x&quot;</ETag><Size>${content.length}</Size></Contents>`
  })
  const next = isCut ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
