// Socket Mode: the app's WebSockets, envelopes spread over them, acknowledged by id; at most ten.
import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import type { Clock } from '../../../ports/clock.ts'
import { secret } from '../ids.ts'
import type { Json } from '../model.ts'
import type { Reply } from './reply.ts'

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive'

export type Retry = { attempt: number; reason?: string | undefined }

export type DisconnectReason = 'refresh_requested' | 'warning' | 'too_many_websockets' | 'link_disabled'

export type Sockets = {
  /** Lets one WebSocket in. */
  ticket(): string
  accept(ticket: string, socket: WebSocket): void
  count(): number
  /** Whether the app ever listened; before that nothing is sent. */
  wereOpen(): boolean
  send(type: EnvelopeType, payload: Json, retry: Retry): Promise<Reply>
  /** Asks every client to connect anew, as Slack does every few hours. */
  disconnect(reason: DisconnectReason): void
  /** Half-open: these sockets stay counted and get envelopes, but nothing passes any more. Returns how many. */
  freeze(): number
  close(): void
}

type Connection = { socket: WebSocket; frozen: boolean; heartbeat: NodeJS.Timeout }

const maxConnections = 10
const ackWithinMs = 3_000
const heartbeatMs = 10_000

export function createSockets(clock: Clock, appId: string): Sockets {
  const tickets = new Set<string>()
  const awaited = new Map<string, (reply: Reply) => void>()
  let connections: Connection[] = []
  let turn = 0
  let opened = false

  function accept(ticket: string, socket: WebSocket): void {
    if (!tickets.delete(ticket)) return socket.close(4001, 'invalid ticket')
    if (connections.length >= maxConnections) return sayGoodbye(socket, 'too_many_websockets')
    const connection = { socket, frozen: false, heartbeat: setInterval(() => socket.ping('Ping'), heartbeatMs) }
    connection.heartbeat.unref()
    connections.push(connection)
    opened = true
    socket.on('close', () => forget(connection))
    socket.on('error', () => forget(connection))
    socket.on('message', (data) => hear(connection, String(data)))
    const info = { app_id: appId }
    tell(socket, { type: 'hello', num_connections: connections.length, connection_info: info, debug_info: debug })
  }

  function forget(connection: Connection): void {
    clearInterval(connection.heartbeat)
    connections = connections.filter((other) => other !== connection)
  }

  function hear(connection: Connection, text: string): void {
    if (connection.frozen) return
    const { envelope_id: id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: Json }
    const body = payload === undefined || Object.keys(payload).length === 0 ? '' : JSON.stringify(payload)
    awaited.get(id ?? '')?.({ outcome: 'answered', status: 200, headers: {}, body })
  }

  async function send(type: EnvelopeType, payload: Json, retry: Retry): Promise<Reply> {
    const connection = connections[turn++ % Math.max(1, connections.length)]
    if (!connection) return { outcome: 'failed', reason: 'connection_failed' }
    const id = randomUUID()
    const settled = new AbortController()
    const answered = new Promise<Reply>((resolve) => awaited.set(id, resolve))
    const late = clock.wait(ackWithinMs, settled.signal).then((): Reply => ({ outcome: 'failed', reason: 'timeout' }))
    const retries = { retry_attempt: retry.attempt, retry_reason: retry.reason ?? '' }
    const accepts = { accepts_response_payload: type !== 'events_api' }
    if (!connection.frozen) {
      tell(connection.socket, { envelope_id: id, type, payload, ...accepts, ...(type === 'events_api' ? retries : {}) })
    }
    const reply = await Promise.race([answered, late])
    settled.abort()
    awaited.delete(id)
    return reply
  }

  function freeze(): number {
    for (const connection of connections) {
      connection.frozen = true
      connection.socket.pause()
      clearInterval(connection.heartbeat)
    }
    return connections.length
  }

  return {
    ticket() {
      const ticket = secret()
      tickets.add(ticket)
      return ticket
    },
    accept,
    count: () => connections.length,
    wereOpen: () => opened,
    send,
    disconnect(reason) {
      for (const { socket } of connections) tell(socket, { type: 'disconnect', reason, debug_info: debug })
    },
    freeze,
    close() {
      for (const connection of connections) {
        clearInterval(connection.heartbeat)
        connection.socket.terminate()
      }
      connections = []
      for (const settle of awaited.values()) settle({ outcome: 'failed', reason: 'connection_failed' })
    },
  }
}

const debug = { host: 'applink-simulated', build_number: 1, approximate_connection_time: 18_060 }

function tell(socket: WebSocket, frame: Json): void {
  socket.send(JSON.stringify(frame))
}

function sayGoodbye(socket: WebSocket, reason: DisconnectReason): void {
  tell(socket, { type: 'disconnect', reason, debug_info: debug })
  socket.close()
}
