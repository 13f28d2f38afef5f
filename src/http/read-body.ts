// The body of a request as bytes, whatever its content type says, up to a limit.
import type { IncomingMessage } from 'node:http'

/** What all bodies that are still arriving may come to together. */
export type Room = { left: number }

export type BodyRead =
  | { outcome: 'read'; body: Buffer }
  | { outcome: 'too_large' | 'no_room' | 'gone'; body?: undefined }

const nothing: BodyRead = { outcome: 'read', body: Buffer.alloc(0) }

/** `too_large` comes before a byte is kept when the length is announced, and else with the first byte too many. */
export function readBody(request: IncomingMessage, limit: number, room: Room): Promise<BodyRead> | BodyRead {
  const announced = request.headers['content-length']
  if (announced === undefined && request.headers['transfer-encoding'] === undefined) return nothing
  if (Number(announced) > limit) return { outcome: 'too_large' }
  return new Promise((resolve) => collect(request, limit, room, resolve))
}

function collect(request: IncomingMessage, limit: number, room: Room, resolve: (read: BodyRead) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', take)
  // Copied even when it is one piece: as it comes, it is a view over memory that the socket uses again.
  request.on('end', () => done({ outcome: 'read', body: Buffer.concat(chunks, length) }))
  request.on('error', gone)
  request.on('close', gone)

  function gone(): void {
    done({ outcome: 'gone' })
  }

  function take(chunk: Buffer): void {
    length += chunk.length
    room.left -= chunk.length
    if (length > limit) return done({ outcome: 'too_large' })
    if (room.left < 0) return done({ outcome: 'no_room' })
    chunks.push(chunk)
  }

  function done(read: BodyRead): void {
    request.off('data', take)
    chunks.length = 0
    room.left += length
    length = 0
    resolve(read)
  }
}
