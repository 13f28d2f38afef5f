// A web server on a free port of this machine, with a log that can be read, and a client that speaks in bytes.
import { connect, type Socket } from 'node:net'
import { createLog } from '../../src/app/create-log.ts'
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/http/create-http-server.ts'
import { createMetrics } from '../../src/http/create-metrics.ts'
import type { Route, RouteAnswer, RouteRequest } from '../../src/ports/route.ts'

export type OpenServer = HttpServer & { url: string; port: number; logged(): Record<string, unknown>[] }

export async function openHttpServer(
  routes: Route[],
  options: Partial<Pick<HttpServerOptions, 'health' | 'limits' | 'metrics'>> = {},
): Promise<OpenServer> {
  const lines: string[] = []
  const log = createLog({ level: 'debug', secrets: [], destination: { write: (line) => void lines.push(line) } })
  const health = async () => []
  const common = { host: '127.0.0.1', port: 0, routes, health, metrics: createMetrics(), log }
  const server = createHttpServer({ ...common, ...options })
  const url = await server.listen()
  return { ...server, url, port: Number(new URL(url).port), logged: () => lines.map((line) => JSON.parse(line)) }
}

export function get(path: string, handle: (request: RouteRequest) => Promise<RouteAnswer>): Route {
  return { method: 'GET', path, handle }
}

export function post(path: string, handle: (request: RouteRequest) => Promise<RouteAnswer>): Route {
  return { method: 'POST', path, handle }
}

export type Conversation = {
  say(bytes: string | Buffer): void
  /** Everything heard so far, as soon as it matches. */
  hear(pattern: RegExp): Promise<string>
  /** Everything heard until the other side hung up. */
  end(): Promise<string>
  socket: Socket
}

/** A bare connection, to send what no well-behaved client would. */
export function converse(port: number): Conversation {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1')
  })
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)))
  socket.on('error', () => socket.destroy())
  return {
    socket,
    say: (bytes) => void socket.write(bytes),
    end: () => ended,
    hear: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => pattern.test(heard) && resolve(heard)
        socket.on('data', look)
        socket.once('close', () => reject(new Error(`The connection closed after: ${heard}`)))
        look()
      }),
  }
}
