// Each connection takes memory before it asks for anything. When there are as many as we take, those that only stay give way.
import type { Server } from 'node:http'
import type { Log } from '../ports/log.ts'

const quietMs = 60_000

export function boundConnections(server: Server, most: number, log: Log): void {
  let open = 0
  let told = -quietMs
  server.maxConnections = most
  server.on('connection', (socket) => {
    open++
    socket.once('close', () => open--)
    if (open >= most) server.closeIdleConnections()
  })
  server.on('drop', () => {
    server.closeIdleConnections()
    if (performance.now() - told < quietMs) return
    told = performance.now()
    log.warn({ most }, 'All connections of the web server are taken: who comes now is turned away.')
  })
}
