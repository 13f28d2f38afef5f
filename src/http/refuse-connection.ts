// What a client gets that does not speak HTTP as it should: too slow, too long, or not at all.
import type { Socket } from 'node:net'
import { securityHeaders } from './answer.ts'

const answers: Record<string, [string, string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of this request are too long.'],
}
const malformed: [string, string] = ['400 Bad Request', 'This is not a request we understand.']

export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  // After the first byte of an answer, more words would become part of it.
  if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy()
  const [status, sentence] = answers[error.code ?? ''] ?? malformed
  const headers = {
    ...securityHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': sentence.length + 1,
    connection: 'close',
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${sentence}\n`, () => socket.destroy())
}
