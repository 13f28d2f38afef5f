// One request to one route: read the body, call the handler within its time, write the answer. This path is the fast one.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { currentCorrelation, newCorrelation, withCorrelation } from '../domain/correlation.ts'
import { BellhopError, type ErrorCode, toBellhopError } from '../domain/errors.ts'
import type { Log } from '../ports/log.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Route, RouteRequest } from '../ports/route.ts'
import { writeAnswer, writeRefusal } from './answer.ts'
import { readBody } from './read-body.ts'
import { refuseBody } from './refuse-body.ts'

export type Serving = {
  log: Log
  metrics: Metrics
  isStopping: () => boolean
  bodyBytes: number
  handlerMs: number
}

type Exchange = { route: Route; request: IncomingMessage; response: ServerResponse; params: Record<string, string> }

const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
}

export async function serveRoute(exchange: Exchange, serving: Serving): Promise<void> {
  const started = performance.now()
  const { route, request, response } = exchange
  await withCorrelation(newCorrelation(), () => answer(exchange, serving))
  const status = response.headersSent ? String(response.statusCode) : 'gone'
  const labels = { route: route.path, method: request.method ?? '', status }
  serving.metrics.observe('bellhop_http_seconds', labels, (performance.now() - started) / 1000)
}

async function answer(exchange: Exchange, serving: Serving): Promise<void> {
  const { route, request, response, params } = exchange
  try {
    const read = await readBody(request, serving.bodyBytes)
    if (read.outcome === 'gone') return
    if (read.outcome === 'too_large') return refuseBody(request, response, serving.bodyBytes)
    const given = await within(serving.handlerMs, route.handle(requestOf(request, params, read.body)))
    if (serving.isStopping()) response.shouldKeepAlive = false
    writeAnswer(response, given)
  } catch (thrown) {
    fail(exchange, serving.log, toBellhopError(thrown))
  }
}

function fail({ route, request, response }: Exchange, log: Log, error: BellhopError): void {
  const status = statusOf[error.code]
  const level = error.code === 'internal' ? 'error' : status >= 500 ? 'warn' : 'info'
  log[level]({ method: request.method, route: route.path, code: error.code, error }, 'A request failed.')
  // The start of an answer is out: all that is left is to make sure nobody takes it for whole.
  if (response.headersSent) return void response.destroy()
  const { code, message, nextStep = code === 'internal' ? 'Please try again later.' : undefined } = error
  writeRefusal(request, response, { status, code, message, nextStep, reference: currentCorrelation() })
}

function requestOf(request: IncomingMessage, params: Record<string, string>, body: Buffer): RouteRequest {
  const { method = '', url = '/', headers } = request
  const mark = url.indexOf('?')
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: singleHeaders(headers),
    params,
    body,
  }
}

/** Node joins repeated request headers into one string, with `set-cookie` as the only exception, which no client sends. */
function singleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  return headers as Record<string, string | undefined>
}

function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow()), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function tooSlow(): BellhopError {
  return new BellhopError('timeout', 'This took too long, so we stopped waiting.', { nextStep: 'Please try again.' })
}
