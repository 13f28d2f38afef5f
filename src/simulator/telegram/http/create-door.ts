// The HTTP server that bots talk to. It only listens on this machine.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiError } from '@grammyjs/types'
import type { Call } from '../api/call.ts'
import { refusalIn } from '../api/refuse.ts'
import type { Bot, CallFault, State } from '../state.ts'
import { readArguments, readBody, readTarget, type Target } from './read-call.ts'
import { faultsOf, runCall } from './run-call.ts'

export type Door = { url: string; close(): Promise<void> }

export async function createDoor(state: State): Promise<Door> {
  const closing = new AbortController()
  const server = createServer((request, response) => {
    answer(state, request, response, closing.signal).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => close(server, closing) }
}

function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse, closing: AbortSignal) {
  const target = readTarget(request.url ?? '/')
  const bot = target && [...state.bots.values()].find(({ token }) => token === target.token)
  if (!target || !/^\d+:[\w-]{24,}$/.test(target.token)) sendError(response, 404, 'Not Found')
  else if (!bot) sendError(response, 401, 'Unauthorized')
  else if (target.kind === 'file') sendFile(state, response, target.rest)
  else await answerCall(state, bot, target, request, response, closing)
}

async function answerCall(
  state: State,
  bot: Bot,
  target: Target,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([closing, hangUp(response)])
  const body = await readBody(request).catch((thrown: unknown) => {
    const refusal = refusalIn(thrown)
    if (refusal) sendJson(response, refusal.error_code, refusal)
    else request.socket.destroy()
  })
  if (!body) return
  const faults = faultsOf(state, target.rest)
  for (const fault of faults) if (fault.kind === 'slow') await state.clock.wait(fault.ms, signal)
  if (faults.some(isCut)) {
    journalCut(state, bot, target.rest)
    request.socket.destroy()
    return
  }
  const read = safely(() => readArguments(target.query, request.headers['content-type'] ?? '', body))
  if ('error_code' in read) {
    sendJson(response, read.error_code, read)
    return
  }
  const call: Call = { state, bot, signal, ...read }
  const ran = await runCall(call, target.rest, faults)
  if (ran.isLost) request.socket.destroy()
  else sendJson(response, ran.status, ran.answer)
}

function hangUp(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}

function isCut(fault: CallFault): boolean {
  return fault.kind === 'down' && fault.status === undefined
}

function journalCut(state: State, bot: Bot, method: string): void {
  const at = state.clock.now()
  state.journal.add({ kind: 'request', at, bot: bot.user.username, method, args: {}, outcome: 'cut' })
}

function safely<T>(read: () => T): T | ApiError {
  try {
    return read()
  } catch (thrown) {
    return refusalIn(thrown) ?? { ok: false, error_code: 500, description: 'Internal Server Error' }
  }
}

function sendFile(state: State, response: ServerResponse, path: string): void {
  const file = state.files.findByPath(path)
  if (!file) {
    sendError(response, 404, 'Not Found')
    return
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length })
  response.end(file.bytes)
}

function sendError(response: ServerResponse, code: number, description: string): void {
  sendJson(response, code, { ok: false, error_code: code, description })
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
