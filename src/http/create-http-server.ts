// The small server: it mounts the routes that bots and rooms export. Fastify finds the route; bodies and answers stay plain bytes.
import { Server as NetServer } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { BellhopError } from '../domain/errors.ts'
import { createInFlight, type InFlight } from '../domain/in-flight.ts'
import type { Check } from '../ports/health.ts'
import type { Log } from '../ports/log.ts'
import type { Route } from '../ports/route.ts'
import { allowedMethods } from './allowed-methods.ts'
import { writeRefusal } from './answer.ts'
import { boundConnections } from './bound-connections.ts'
import type { MetricsRegistry } from './create-metrics.ts'
import { ownRoutes } from './own-routes.ts'
import { refuseConnection } from './refuse-connection.ts'
import { type Exchange, endLate, type Serving, serveRoute } from './serve-route.ts'

export type HttpLimits = {
  /** How many may be connected at once. */
  connections: number
  bodyBytes: number
  /** What bodies that are still arriving may hold of memory together. */
  heldBytes: number
  /** The same of large answers that are not read to their end. */
  unreadBytes: number
  /** The head of a request, and all of it, must be here within these. */
  headersMs: number
  requestMs: number
  handlerMs: number
  /** How long running requests have when the server closes. */
  closeMs: number
  /** How long one look at the dependencies is good for. */
  freshMs: number
}

export type HttpServerOptions = {
  host: string
  port: number
  routes: readonly Route[]
  health: () => Promise<Check[]>
  metrics: MetricsRegistry
  log: Log
  limits?: Partial<HttpLimits>
}

export type HttpServer = {
  /** Resolves with the address, such as `http://127.0.0.1:3000`. */
  listen(): Promise<string>
  /** Takes nothing new, lets running requests finish, and resolves when the last connection is gone. */
  close(): Promise<void>
}

const usual: HttpLimits = {
  connections: 5_000,
  bodyBytes: 1024 * 1024,
  heldBytes: 128 * 1024 * 1024,
  unreadBytes: 256 * 1024 * 1024,
  headersMs: 10_000,
  requestMs: 30_000,
  handlerMs: 30_000,
  closeMs: 10_000,
  freshMs: 1_000,
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { host, port, health, metrics, log } = options
  const limits = { ...usual, ...options.limits }
  let closed: Promise<void> | undefined
  const isStopping = () => closed !== undefined
  const own = ownRoutes({ health, readMetrics: metrics.read, isStopping, log, freshMs: limits.freshMs })
  const routes = [...own, ...options.routes]
  const app = createApp(limits, Math.max(0, ...routes.map(({ takesUpload }) => takesUpload?.ms ?? 0)))
  const rooms = { room: { left: limits.heldBytes }, unread: { left: limits.unreadBytes } }
  const serving = {
    log,
    metrics,
    isStopping,
    running: createInFlight<Exchange>(),
    bodyBytes: limits.bodyBytes,
    ...rooms,
  }
  mount(app, routes, serving)
  boundConnections(app.server, limits.connections, log)
  // Node would ask for every body; its route knows whether it takes it.
  app.server.on('checkContinue', (request, response) => app.server.emit('request', request, response))
  const late = setInterval(() => endLate(serving, limits), Math.min(500, limits.handlerMs)).unref()

  return {
    listen: () => app.listen({ host, port }).catch((thrown) => Promise.reject(whyNot(thrown, host, port))),
    close: () => {
      closed ??= closeWithin(app, serving.running, limits.closeMs).finally(() => clearInterval(late))
      return closed
    },
  }
}

/** `uploadMs`: how long the longest upload may take, which Node would end like everything else. Other bodies are ended by `endLate`. */
function createApp({ headersMs, requestMs, handlerMs }: HttpLimits, uploadMs: number): FastifyInstance {
  return Fastify({
    logger: false,
    trustProxy: false,
    requestTimeout: Math.max(requestMs, uploadMs),
    // A connection that is silent while nobody works on its request holds memory for nothing.
    connectionTimeout: requestMs + handlerMs,
    keepAliveTimeout: 72_000,
    // Requests that slip in while we close are still done: a 503 would only make the platform send them again.
    return503OnClosing: false,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: Math.min(2_000, headersMs) },
    // Signed links carry their signature in the path.
    routerOptions: { maxParamLength: 2_048 },
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply) => refuseAddress([], request, reply),
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  })
}

/** Bodies and answers are ours, so no route has a schema; what would compile them is a tenth of all that a start loads. */
function noSchemas(): never {
  throw new Error('no route has a schema')
}

function mount(app: FastifyInstance, routes: readonly Route[], serving: Serving): void {
  // Told that no method has a body, Fastify leaves them all to us: unparsed, and of any content type.
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  for (const route of routes)
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => {
        reply.hijack()
        const exchange = { route, request: request.raw, response: reply.raw, params: paramsOf(request) }
        serveRoute(exchange, serving).catch((error) => {
          serving.log.error({ error }, 'An answer could not be written.')
          reply.raw.destroy()
        })
      },
    })
  app.setNotFoundHandler((request, reply) => refuseAddress(routes, request, reply))
}

/** The router's captures are always strings. */
function paramsOf(request: FastifyRequest): Record<string, string> {
  return request.params as Record<string, string>
}

function refuseAddress(routes: readonly Route[], { raw }: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  const allowed = allowedMethods(routes, (raw.url ?? '/').replace(/\?.*$/s, ''))
  const allow = allowed.join(', ')
  writeRefusal(
    raw,
    reply.raw,
    allowed.length > 0
      ? { status: 405, code: 'invalid', message: `This address takes only ${allow}.`, headers: { allow } }
      : { status: 404, code: 'not_found', message: 'There is nothing at this address.' },
  )
}

async function closeWithin(app: FastifyInstance, running: InFlight<unknown>, ms: number): Promise<void> {
  // Only the listening for now: Node's own close would also cut answers that a slow reader has not had all of.
  NetServer.prototype.close.call(app.server)
  await quiet(running, ms)
  app.server.closeAllConnections()
  await app.close()
}

/** Nothing has been running for a moment: long enough for a request that was already on its way. */
function quiet(running: InFlight<unknown>, ms: number): Promise<void> {
  const end = performance.now() + ms
  let calm = 0
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      calm = running.size === 0 ? calm + 1 : 0
      if (calm < 3 && performance.now() < end) return
      clearInterval(watch)
      resolve()
    }, 50)
  })
}

function whyNot(thrown: unknown, host: string, port: number): BellhopError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  const why =
    code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is taken by another program.`
      : `The web server cannot open port ${port} on ${host}.`
  const nextStep = 'Set PORT to a free port and HOST to an address of this machine.'
  return new BellhopError('unavailable', why, { cause: thrown, nextStep })
}
