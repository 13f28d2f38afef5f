// From the bytes of a request to what Slack says in them, once. A body that could be read in two ways is read in none.
import querystring from 'node:querystring'
import { isJson, type Json } from './json.ts'

export type Kind = 'event' | 'command' | 'press' | 'form' | 'shortcut'

/** Undefined when the bytes are nothing that Slack sends. */
export function parseBody(bytes: Uint8Array, contentType: string): Json | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return contentType.startsWith('application/x-www-form-urlencoded') ? parseForm(text) : parseJson(text)
}

export function kindOf(body: Json): Kind | undefined {
  if (body.type === 'event_callback') return isJson(body.event) ? 'event' : undefined
  if (typeof body.command === 'string') return 'command'
  switch (body.type) {
    case 'block_actions':
      return Array.isArray(body.actions) && isJson(body.actions[0]) ? 'press' : undefined
    case 'view_submission':
    case 'view_closed':
      return isJson(body.view) ? 'form' : undefined
    case 'shortcut':
    case 'message_action':
      return 'shortcut'
    default:
      return undefined
  }
}

/** A field that stands twice, or a payload beside other fields, is somebody's trick. */
function parseForm(text: string): Json | undefined {
  const fields = new Map<string, string>()
  for (const pair of text.split('&', mostFields)) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decoded(at < 0 ? pair : pair.slice(0, at))
    if (fields.has(name)) return undefined
    fields.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)))
  }
  const payload = fields.get('payload')
  if (payload === undefined) return Object.fromEntries(fields)
  return fields.size === 1 ? parseJson(payload) : undefined
}

const mostFields = 1_000

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  return spaced.includes('%') ? querystring.unescape(spaced) : spaced
}

function parseJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
