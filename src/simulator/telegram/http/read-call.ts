// A request of a bot: token and method from the path, arguments from the query and the body, however they are encoded.
import type { IncomingMessage } from 'node:http'
import type { Arguments, Upload } from '../api/call.ts'
import { badRequest, refuse } from '../api/refuse.ts'
import { boundaryOf, parseMultipart } from './parse-multipart.ts'

export type Target = { kind: 'method' | 'file'; token: string; rest: string; query: URLSearchParams }

export function readTarget(url: string): Target | undefined {
  const { pathname, searchParams: query } = new URL(url, 'http://127.0.0.1')
  const [, file, token, rest] = /^(\/file)?\/bot([^/]+)\/(.+)$/.exec(decode(pathname)) ?? []
  if (token === undefined || rest === undefined) return undefined
  return { kind: file ? 'file' : 'method', token, rest, query }
}

const largestBody = 50 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > largestBody) refuse(413, 'Request Entity Too Large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export type Read = { args: Arguments; uploads: Map<string, Upload> }

export function readArguments(query: URLSearchParams, contentType: string, body: Buffer): Read {
  const args: Arguments = Object.fromEntries(query)
  const uploads = new Map<string, Upload>()
  if (body.length === 0) return { args, uploads }
  if (/^multipart\/form-data/i.test(contentType)) {
    const form = parseMultipart(body, boundaryOf(contentType))
    return { args: { ...args, ...form.fields }, uploads: form.files }
  }
  if (/^application\/x-www-form-urlencoded/i.test(contentType))
    return { args: { ...args, ...Object.fromEntries(new URLSearchParams(body.toString())) }, uploads }
  if (/^application\/json/i.test(contentType)) return { args: { ...args, ...readJson(body) }, uploads }
  return { args, uploads }
}

function readJson(body: Buffer): Arguments {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    badRequest("can't parse JSON object")
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
