// As much of HTTP/1.1 as a mock needs, by hand: Node's own takes as long for an answer as some of the targets do for an event, and on
// the core of their database.
import { createServer, type Server, type Socket } from 'node:net'

export type Answered = { type: string; body: string }

type Asked = { path: string; body: string; rest: string; isLast: boolean }

/** Bodies come as bytes, one a character. */
export function servePlainly(
  answer: (path: string, body: string) => Answered,
): Server & { closeAllConnections(): void } {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    let text = ''
    sockets.add(socket)
    socket.setEncoding('latin1')
    socket.on('data', (more: string) => {
      text = text === '' ? more : text + more
      for (let asked = take(text); asked; asked = take(text)) {
        text = asked.rest
        const { type, body } = answer(asked.path, asked.body)
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
        if (asked.isLast) socket.end()
      }
    })
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  return Object.assign(server, {
    closeAllConnections() {
      for (const socket of sockets) socket.destroy()
    },
  })
}

/** The first request in it, once all of that is there. */
function take(text: string): Asked | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const start = end + 4
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'))
  const isLast = /\r\nconnection: *close/i.test(head)
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const chunked = joinChunks(text, start)
    return chunked && { path, isLast, ...chunked }
  }
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (text.length < start + length) return undefined
  return { path, body: text.slice(start, start + length), rest: text.slice(start + length), isLast }
}

function joinChunks(text: string, start: number): { body: string; rest: string } | undefined {
  let body = ''
  for (let at = start; ; ) {
    const line = text.indexOf('\r\n', at)
    const length = Number.parseInt(text.slice(at, line), 16)
    const next = line + 2 + length + 2
    if (line < 0 || text.length < next) return undefined
    if (length === 0) return { body, rest: text.slice(next) }
    body += text.slice(line + 2, next - 2)
    at = next
  }
}
