// The workspace's door: a real HTTP server on a free port of this machine alone.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerCall } from './api/answer-call.ts'
import { showConsent, takeConsent } from './consent-page.ts'
import { giveFile, takeUpload } from './file-routes.ts'
import type { Json } from './model.ts'
import { bearerOf, readArguments } from './read-request.ts'
import { respond } from './respond.ts'
import { json, meetingFaults, type Outcome, type RouteAnswer } from './route-answer.ts'
import type { World } from './world.ts'

export type Server = { url: string; close(): Promise<void> }

type Visit = { request: IncomingMessage; path: string; query: URLSearchParams }

export async function startServer(world: World): Promise<Server> {
  const server = http.createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => fail(world, request, response, error))
  })
  const upgrades = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? ''
    upgrades.handleUpgrade(request, socket, head, (ws) => world.sockets.accept(ticket, ws))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) }
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
  const visit = { request, path, query }
  const answer = path.startsWith('/api/') ? await callApi(world, visit) : await route(world, visit)
  // A broken connection is what the caller asked for when it switched a fault on.
  if (answer === 'nothing') return void request.socket.destroy()
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  response.writeHead(answer.status, { 'content-length': body.length, ...answer.headers })
  response.end(body)
}

async function callApi(world: World, { request, path, query }: Visit): Promise<RouteAnswer | 'nothing'> {
  const args = await readArguments(request, query)
  return answerCall(world, path.slice('/api/'.length), args, bearerOf(request))
}

async function route(world: World, { request, path, query }: Visit): Promise<RouteAnswer | 'nothing'> {
  const [, first, second, third] = path.split('/')
  if (first === 'upload' && second === 'v1' && third) return upload(world, request, third)
  if (first === 'files-pri' && second) return giveFile(world, request, second.split('-').at(-1) ?? '')
  if (first === 'response' && second) return takeResponse(world, request, second)
  if (path === '/oauth/v2/authorize') {
    if (request.method !== 'POST') return showConsent(world, query)
    return takeConsent(world, query, await readArguments(request, new URLSearchParams()))
  }
  return { status: 404, body: 'not found' }
}

async function upload(world: World, request: IncomingMessage, id: string): Promise<RouteAnswer | 'nothing'> {
  const outcome = await meetingFaults(world, 'upload', async () => {
    const answer = await takeUpload(world, request, id)
    return { answer, outcome: String(answer.status), effect: answer.status === 200 }
  })
  return note(world, 'upload', { file: id }, outcome)
}

async function takeResponse(world: World, request: IncomingMessage, id: string): Promise<RouteAnswer | 'nothing'> {
  const said = await readArguments(request, new URLSearchParams())
  const outcome = await meetingFaults(world, 'response_url', async () => {
    const used = world.responseUrls.use(id)
    if (used.outcome === 'refused') return refused(used.error, json(404, { ok: false, error: used.error }))
    const responded = respond(world, used.target, said)
    if (responded.outcome === 'refused') return refused(responded.error, { status: 400, body: responded.error })
    return { answer: { status: 200, body: 'ok' }, outcome: 'ok', effect: true }
  })
  return note(world, 'response_url', said, outcome)
}

function refused(outcome: string, answer: RouteAnswer): Outcome {
  return { answer, outcome, effect: false }
}

function note(world: World, method: string, args: Json, { answer, outcome, effect }: Outcome): RouteAnswer | 'nothing' {
  world.journal.add({ kind: 'request', method, args, at: world.clock.now(), outcome, effect })
  return answer
}

/** What nobody foresaw is our own mistake: the caller gets a 500, the journal the reason. */
function fail(world: World, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const isBadJson = error instanceof SyntaxError
  const reason = error instanceof Error ? error.message : String(error)
  const outcome = isBadJson ? 'invalid_json' : `internal_error: ${reason}`
  const method = (request.url ?? '').split('?')[0]?.replace('/api/', '') ?? ''
  world.journal.add({ kind: 'request', method, args: {}, at: world.clock.now(), outcome, effect: false })
  if (response.headersSent) return void response.destroy()
  response.writeHead(isBadJson ? 200 : 500, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ ok: false, error: isBadJson ? 'invalid_json' : 'internal_error' }))
}
