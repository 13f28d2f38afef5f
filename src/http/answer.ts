// Writes answers: what a route gave, over the security headers, or a refusal as a sentence (as JSON where the client reads JSON).
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RouteAnswer } from '../ports/route.ts'

/** What every answer carries unless its route says otherwise: nothing is framed, sniffed, cached or told where it came from. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Browsers heed it only where they came by https.
  'strict-transport-security': 'max-age=31536000',
  'cache-control': 'no-store',
}

export type Refusal = {
  status: number
  code: string
  message: string
  nextStep?: string | undefined
  reference?: string | undefined
  headers?: Record<string, string>
}

export function writeAnswer(response: ServerResponse, answer: RouteAnswer): void {
  response.writeHead(answer.status, headersOf(answer))
  response.end(answer.body ?? '')
}

export function headersOf(answer: RouteAnswer): Record<string, string | number | string[]> {
  const { status, body = '' } = answer
  const headers: Record<string, string | number | string[]> = { ...securityHeaders }
  if (answer.headers) for (const [name, value] of Object.entries(answer.headers)) headers[name.toLowerCase()] = value
  if (answer.cookies?.length) headers['set-cookie'] = [...answer.cookies]
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  if (length > 0) headers['content-type'] ??= 'text/plain; charset=utf-8'
  if (status !== 204 && status !== 304) headers['content-length'] = length
  return headers
}

export function writeRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  writeAnswer(response, answerOf(request, refusal))
}

export function answerOf(request: IncomingMessage, refusal: Refusal): RouteAnswer {
  const { status, headers, ...error } = refusal
  if (wantsJson(request)) {
    const body = JSON.stringify({ error })
    return { status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body }
  }
  const reference = refusal.reference && `Reference: ${refusal.reference}`
  const body = [refusal.message, refusal.nextStep, reference].filter(Boolean).join(' ')
  return { status, ...(headers ? { headers } : {}), body: `${body}\n` }
}

function wantsJson(request: IncomingMessage): boolean {
  return Boolean(request.url?.startsWith('/api/') || request.headers.accept?.includes('application/json'))
}
