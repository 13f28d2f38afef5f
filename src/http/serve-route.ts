// One request to one route: read the body, call the handler, write the answer. This path is the fast one: no hook, no timer of its own.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { newCorrelation, withCorrelation } from '../domain/correlation.ts'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { InFlight } from '../domain/in-flight.ts'
import { statusOf } from '../domain/status-of.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Route, RouteAnswer, RouteRequest } from '../ports/route.ts'
import { answerOf, writeAnswer } from './answer.ts'
import { openUpload, type Upload } from './open-upload.ts'
import { type BodyRead, type Room, readBody } from './read-body.ts'
import { answerUnread, refuseBody, refuseForRoom, refuseForTime } from './refuse-body.ts'

export type Serving = {
  log: Log
  metrics: Metrics
  bodyBytes: number
  room: Room
  /** What large answers that are not all the way out may still come to together. */
  unread: Room
  isStopping: () => boolean
  /** Exchanges whose answer is not all the way out. */
  running: InFlight<Exchange>
}

export type Exchange = {
  route: Route
  request: IncomingMessage
  response: ServerResponse
  params: Record<string, string>
  correlation: string
  began: number
  /** When the handler was called; the body before it has a limit of its own. */
  handled: number | undefined
  /** Somebody else has answered, because the handler took too long. */
  isOver: boolean
}

type Arrival = Pick<Exchange, 'route' | 'request' | 'response' | 'params'>

export function serveRoute(arrival: Arrival, serving: Serving): Promise<void> {
  const { route, request, response, params } = arrival
  const correlation = newCorrelation()
  const began = performance.now()
  const exchange = { route, request, response, params, correlation, began, handled: undefined, isOver: false }
  serving.running.add(exchange)
  return withCorrelation(correlation, () => serve(exchange, serving))
}

/** Ends bodies that take too long to arrive, and answers in place of handlers that have had their time. */
export function endLate({ running, log }: Serving, { requestMs, handlerMs }: { requestMs: number; handlerMs: number }) {
  const error = new BellhopError('timeout', 'This took too long, so we stopped waiting.', {
    nextStep: 'Please try again.',
  })
  for (const exchange of running) {
    if (isDribbling(exchange, requestMs)) {
      refuseForTime(exchange.request, exchange.response)
      exchange.isOver = true
    }
    const most = exchange.route.takesUpload?.ms ?? handlerMs
    if (exchange.isOver || performance.now() - (exchange.handled ?? performance.now()) <= most) continue
    withCorrelation(exchange.correlation, () => fail(exchange, log, error))
    exchange.isOver = true
    running.delete(exchange)
  }
}

/** Its body is still arriving; an upload has the time of its own that its route says. */
function isDribbling({ handled, isOver, began }: Exchange, requestMs: number): boolean {
  return handled === undefined && !isOver && performance.now() - began > requestMs
}

async function serve(exchange: Exchange, serving: Serving): Promise<void> {
  const { route, request, response, params } = exchange
  const { takesUpload } = route
  const upload = takesUpload && openUpload(request, takesUpload.mostBytes, () => askFor(exchange))
  try {
    const read = upload ? notRead(upload) : readBody(request, serving.bodyBytes, serving.room)
    if (read instanceof Promise) askFor(exchange)
    const { outcome, body } = read instanceof Promise ? await read : read
    if (outcome === 'too_large') refuseBody(request, response, takesUpload?.mostBytes ?? serving.bodyBytes)
    if (outcome === 'no_room') refuseForRoom(request, response)
    if (!body) return
    exchange.handled = performance.now()
    const asked = requestOf(request, params, body)
    const answer = await route.handle(upload ? { ...asked, upload: upload.chunks } : asked)
    if (exchange.isOver) return
    if (serving.isStopping()) response.shouldKeepAlive = false
    if (upload && !request.complete) answerUnread(request, response, answer)
    else writeAnswer(response, withRoomFor(exchange, serving, answer))
  } catch (thrown) {
    if (takesUpload && upload?.isTooLarge()) refuseBody(request, response, takesUpload.mostBytes)
    else fail(exchange, serving.log, toBellhopError(thrown))
  } finally {
    leave(exchange, serving)
  }
}

/** Smaller ones are soon gone, and are not counted. */
const large = 64 * 1024

/** The answer, or, where too much already waits to be read, that it is to be asked for again. */
function withRoomFor({ request, response }: Exchange, { unread }: Serving, answer: RouteAnswer): RouteAnswer {
  const length = answer.body?.length ?? 0
  // Whoever hung up meanwhile is sent nothing, and would never give the room back.
  if (length < large || response.destroyed || response.closed) return answer
  if (length > unread.left) return answerOf(request, busy)
  unread.left -= length
  response.once('close', () => {
    unread.left += length
  })
  return answer
}

const busy = {
  ...{ status: 503, code: 'limited', message: 'Too much is on its way to others.' },
  ...{ nextStep: 'Please try again in a few seconds.', headers: { 'retry-after': '5' } },
}

/** Whoever sends a large body may wait to hear that it is wanted. */
function askFor({ request, response }: Exchange): void {
  if (/\b100-continue\b/i.test(request.headers.expect ?? '')) response.writeContinue()
}

function notRead(upload: Upload): BodyRead {
  return upload.isTooLarge() ? { outcome: 'too_large' } : { outcome: 'read', body: Buffer.alloc(0) }
}

function fail({ route, request, response, correlation, isOver }: Exchange, log: Log, error: BellhopError): void {
  const status = statusOf[error.code]
  const level = error.code === 'internal' ? 'error' : status >= 500 ? 'warn' : 'info'
  log[level]({ method: request.method, route: route.path, code: error.code, error }, 'A request failed.')
  if (isOver) return
  const { code, message, nextStep = code === 'internal' ? 'Please try again later.' : undefined } = error
  const refusal = answerOf(request, { status, code, message, nextStep, reference: correlation })
  if (route.takesUpload && !request.complete) answerUnread(request, response, refusal)
  else writeAnswer(response, refusal)
}

function leave(exchange: Exchange, { metrics, running }: Serving): void {
  const { route, request, response, began } = exchange
  const status = response.headersSent ? String(response.statusCode) : 'gone'
  const labels = { route: route.path, method: request.method ?? '', status }
  metrics.observe('bellhop_http_seconds', labels, (performance.now() - began) / 1000)
  if (response.writableLength === 0) running.delete(exchange)
  else response.once('close', () => running.delete(exchange))
}

const noQuery = new URLSearchParams()

function requestOf(request: IncomingMessage, params: Record<string, string>, body: Buffer): RouteRequest {
  const { method = '', url = '/', headers } = request
  const mark = url.indexOf('?')
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? noQuery : new URLSearchParams(url.slice(mark + 1)),
    headers: singleHeaders(headers),
    params,
    body,
  }
}

/** Node joins repeated request headers into one string, with `set-cookie` as the only exception, which no client sends. */
function singleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return headers as Record<string, string | undefined>
}
