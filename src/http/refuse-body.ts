// Says that a body is too large in a way that arrives: who still sends does not listen, so the answer waits for them to finish.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RouteAnswer } from '../ports/route.ts'
import { answerOf, headersOf, writeAnswer } from './answer.ts'

/** How much more we let pass, and for how long, before the connection ends under the sender. */
const patience = { bytes: 16 * 1024 * 1024, ms: 2_000 }

export function refuseBody(request: IncomingMessage, response: ServerResponse, limit: number): void {
  const message = `This is more than ${limit / 1024 / 1024} MiB, the most we take at once.`
  answerUnread(request, response, answerOf(request, { status: 413, code: 'invalid', message }))
}

/** Only slow senders in great numbers come to this: whoever means well comes again. */
export function refuseForRoom(request: IncomingMessage, response: ServerResponse): void {
  const refusal = { message: 'Too much is arriving at once.', nextStep: 'Please try again in a few seconds.' }
  const headers = { 'retry-after': '5' }
  answerUnread(request, response, answerOf(request, { status: 503, code: 'limited', ...refusal, headers }))
}

export function refuseForTime(request: IncomingMessage, response: ServerResponse): void {
  const message = 'The request took too long to arrive.'
  writeAnswer(response, answerOf(request, { status: 408, code: 'timeout', message, headers: { connection: 'close' } }))
}

/** The answer where not all of the body was read. */
export function answerUnread(request: IncomingMessage, response: ServerResponse, answer: RouteAnswer): void {
  response.writeHead(answer.status, { ...headersOf(answer), connection: 'close' })
  response.write(answer.body ?? '')

  const timer = setTimeout(end, patience.ms)
  let passed = 0
  request.on('data', (chunk: Buffer) => {
    passed += chunk.length
    if (passed > patience.bytes) end()
  })
  request.once('close', end)
  request.on('error', end)

  function end(): void {
    clearTimeout(timer)
    request.removeAllListeners('data')
    response.end()
  }
}
