// The app's open WebSockets: let in by ticket, ten at most, kept alive by pings, in turn.
import type { WebSocket } from 'ws'
import { secret } from '../ids.ts'
import type { Json } from '../model.ts'

type DisconnectReason = 'refresh_requested' | 'warning' | 'too_many_websockets' | 'link_disabled'

export type Connection = { socket: WebSocket; frozen: boolean; heartbeat: NodeJS.Timeout }

export type Connections = {
  /** Lets one WebSocket in. */
  ticket(): string
  accept(ticket: string, socket: WebSocket): void
  /** Whose turn it is. */
  next(): Connection | undefined
  count(): number
  /** Whether the app ever listened; before that nothing is sent. */
  wereOpen(): boolean
  /** Asks every client to connect anew, as Slack does every few hours. */
  disconnect(reason: DisconnectReason): void
  /** Half-open: these sockets stay counted and get envelopes, but nothing passes any more. Returns how many. */
  freeze(): number
  close(): void
}

const maxConnections = 10
const heartbeatMs = 10_000
const debug = { host: 'applink-simulated', build_number: 1, approximate_connection_time: 18_060 }

export function createConnections(appId: string, hear: (text: string) => void): Connections {
  const tickets = new Set<string>()
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
    socket.on('message', (data) => hear(String(data)))
    const num_connections = connections.length
    tell(socket, { type: 'hello', num_connections, connection_info: { app_id: appId }, debug_info: debug })
  }

  function forget(connection: Connection): void {
    clearInterval(connection.heartbeat)
    connections = connections.filter((other) => other !== connection)
  }

  return {
    ticket() {
      const ticket = secret()
      tickets.add(ticket)
      return ticket
    },
    accept,
    next: () => connections[turn++ % Math.max(1, connections.length)],
    count: () => connections.length,
    wereOpen: () => opened,
    disconnect: (reason) => connections.forEach(({ socket }) => void tellGoodbye(socket, reason)),
    freeze: () => connections.map(freezeOne).length,
    close() {
      for (const connection of connections) connection.socket.terminate()
      for (const connection of [...connections]) forget(connection)
    },
  }
}

function freezeOne(connection: Connection): void {
  connection.frozen = true
  connection.socket.pause()
  clearInterval(connection.heartbeat)
}

export function tell(socket: WebSocket, frame: Json): void {
  socket.send(JSON.stringify(frame))
}

function tellGoodbye(socket: WebSocket, reason: DisconnectReason): void {
  tell(socket, { type: 'disconnect', reason, debug_info: debug })
}

function sayGoodbye(socket: WebSocket, reason: DisconnectReason): void {
  tellGoodbye(socket, reason)
  socket.close()
}
