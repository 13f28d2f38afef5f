// Uploading the bytes of a file to its ticket, and reading them back with a token.
import type { IncomingMessage } from 'node:http'
import type { StoredFile, Token } from './model.ts'
import { bearerOf, readUpload } from './read-request.ts'
import type { RouteAnswer } from './route-answer.ts'
import type { World } from './world.ts'

export async function takeUpload(world: World, request: IncomingMessage, id: string): Promise<RouteAnswer> {
  const file = world.state.files.get(id)
  if (file?.state !== 'promised') return { status: 404, body: 'not found' }
  const { bytes, mimetype } = await readUpload(request)
  if (bytes.length !== file.size) return { status: 400, body: `expected ${file.size} bytes, got ${bytes.length}` }
  Object.assign(file, { bytes, state: 'received', mimetype: mimetypeOf(file.name, mimetype) })
  return { status: 200, body: `OK - ${bytes.length}` }
}

/** Without a token that may read it, Slack shows the page to sign in: status 200, and not the file. */
export function giveFile(world: World, request: IncomingMessage, id: string): RouteAnswer {
  const file = world.state.files.get(id)
  const token = world.state.tokens.get(bearerOf(request) ?? '')
  if (!file || !token || !mayRead(world, token, file)) {
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: signIn }
  }
  return { status: 200, headers: { 'content-type': file.mimetype }, body: file.bytes }
}

function mayRead(world: World, token: Token, file: StoredFile): boolean {
  if (token.state !== 'good' || !token.scopes.includes('files:read')) return false
  if (file.user === token.userId) return true
  return file.channels.some((id) => world.state.channels.get(id)?.members.has(token.userId))
}

const signIn = '<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to your workspace</body></html>'

const known: Record<string, string> = {
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  zip: 'application/zip',
}

/** Slack goes by the name; what the form claimed is only a hint. */
export function mimetypeOf(name: string, hint?: string): string {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  return known[extension] ?? hint ?? 'application/octet-stream'
}
