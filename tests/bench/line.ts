// Kept-alive HTTP/1.1 connections to one server, one request at a time on each. By hand: undici keeps the last 256 requests of every
// connection, and the scavenges that copied them held the driver up for 20 to 40 ms twice a second, which was measured as the server's.
import { connect, type Socket } from 'node:net'
import type { Sendable } from './drive.ts'

export type Line = {
  /** Told the status, or 0 where no answer came. */
  send(request: Sendable, onStatus: (status: number) => void): void
  close(): void
}

type Waiting = { bytes: string; onStatus: (status: number) => void }
type Connection = {
  socket: Socket
  answer: string
  onStatus: ((status: number) => void) | undefined
  idleSince: number
}

/** Platforms open as many as they need: with few, whoever takes 5 ms for an answer would be measured by their number. */
const mostConnections = 256
/** Node's servers close what is idle for five seconds, also at the moment when it is used again. */
const idleMs = 4_000
/** Whoever never answers must not hold the measurement up for ever. */
const silentMs = 30_000

export function openLine(url: string): Line {
  const { hostname, port, host } = new URL(url)
  const idle: Connection[] = []
  const all = new Set<Connection>()
  let waiting: Waiting[] = []
  let taken = 0

  function open(): Connection {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const connection: Connection = { socket, answer: '', onStatus: undefined, idleSince: 0 }
    all.add(connection)
    socket.setEncoding('latin1')
    socket.setTimeout(silentMs, () => socket.destroy())
    socket.on('data', (text: string) => take(connection, text))
    socket.on('error', () => undefined)
    socket.on('close', () => lose(connection))
    return connection
  }

  function take(connection: Connection, text: string): void {
    // Nobody asked: what came would be taken for the answer to the next request.
    if (!connection.onStatus) return void connection.socket.destroy()
    connection.answer = connection.answer === '' ? text : connection.answer + text
    if (!isWhole(connection.answer)) return
    const { answer, onStatus } = connection
    connection.answer = ''
    connection.onStatus = undefined
    if (isLast(answer)) connection.socket.end()
    else takeUp(connection)
    onStatus(statusOf(answer))
  }

  function takeIdle(): Connection | undefined {
    const connection = idle.pop()
    if (!connection || performance.now() - connection.idleSince < idleMs) return connection
    // The others have been idle for longer.
    for (const old of [connection, ...idle.splice(0)]) {
      all.delete(old)
      old.socket.destroy()
    }
    return undefined
  }

  function takeUp(connection: Connection): void {
    const next = waiting[taken]
    if (!next) {
      connection.idleSince = performance.now()
      return void idle.push(connection)
    }
    if (++taken === waiting.length) [waiting, taken] = [[], 0]
    start(connection, next)
  }

  function start(connection: Connection, { bytes, onStatus }: Waiting): void {
    connection.onStatus = onStatus
    connection.socket.write(bytes)
  }

  function lose(connection: Connection): void {
    all.delete(connection)
    const place = idle.indexOf(connection)
    if (place >= 0) idle.splice(place, 1)
    connection.onStatus?.(0)
    connection.onStatus = undefined
    // What waits must not wait for a connection that is gone.
    if (taken < waiting.length && all.size < mostConnections) takeUp(open())
  }

  return {
    send({ path, headers, body }, onStatus) {
      let head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
      for (const name in headers) head += `${name}: ${headers[name]}\r\n`
      const asked = { bytes: `${head}\r\n${body}`, onStatus }
      const connection = takeIdle() ?? (all.size < mostConnections ? open() : undefined)
      if (connection) start(connection, asked)
      else waiting.push(asked)
    },
    close() {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** The servers that are measured answer with a length, in chunks without trailers, or with a status that has no body. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const status = statusOf(answer)
  if (status === 204 || status === 304) return true
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, end))?.[1]
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length)
}

function statusOf(answer: string): number {
  return Number(answer.slice(9, 12))
}

function isLast(answer: string): boolean {
  return /\r\nconnection: *close/i.test(answer.slice(0, answer.indexOf('\r\n\r\n')))
}
