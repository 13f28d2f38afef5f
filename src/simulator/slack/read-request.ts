// Reads what comes in over HTTP: JSON, forms, files in forms, raw bytes.
import type { IncomingMessage } from 'node:http'
import type { Json } from './model.ts'

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** All arguments of a call, from body and query. */
export async function readArguments(request: IncomingMessage, query: URLSearchParams): Promise<Json> {
  const bytes = await readBytes(request)
  const type = request.headers['content-type'] ?? ''
  return { ...Object.fromEntries(query), ...(await parse(bytes, type)) }
}

async function parse(bytes: Buffer, type: string): Promise<Json> {
  if (bytes.length === 0) return {}
  if (type.startsWith('application/json')) return JSON.parse(bytes.toString()) as Json
  if (type.startsWith('multipart/form-data')) return Object.fromEntries(await readForm(bytes, type))
  return Object.fromEntries(new URLSearchParams(bytes.toString()))
}

function readForm(bytes: Buffer, type: string): Promise<FormData> {
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
}

/** The bytes of an upload: the body itself, or the first file of a form. */
export async function readUpload(request: IncomingMessage): Promise<{ bytes: Buffer; mimetype?: string }> {
  const bytes = await readBytes(request)
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return { bytes }
  for (const [, value] of await readForm(bytes, type)) {
    if (typeof value === 'string') continue
    const content = Buffer.from(await value.arrayBuffer())
    return value.type ? { bytes: content, mimetype: value.type } : { bytes: content }
  }
  return { bytes: Buffer.alloc(0) }
}

export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
