// Socket Mode: envelopes spread over the app's sockets, each acknowledged by its id within three seconds.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../ports/clock.ts'
import type { Json } from '../model.ts'
import { type Connections, createConnections, tell } from './connections.ts'
import type { Reply } from './reply.ts'

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive'

export type Retry = { attempt: number; reason?: string | undefined }

export type Sockets = Omit<Connections, 'next'> & {
  send(type: EnvelopeType, payload: Json, retry: Retry): Promise<Reply>
}

const ackWithinMs = 3_000

export function createSockets(clock: Clock, appId: string): Sockets {
  const awaited = new Map<string, (reply: Reply) => void>()
  const { next, ...connections } = createConnections(appId, hear)

  function hear(text: string): void {
    const { envelope_id: id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: Json }
    const body = payload === undefined || Object.keys(payload).length === 0 ? '' : JSON.stringify(payload)
    awaited.get(id ?? '')?.({ outcome: 'answered', status: 200, headers: {}, body })
  }

  async function send(type: EnvelopeType, payload: Json, retry: Retry): Promise<Reply> {
    const connection = next()
    if (!connection) return { outcome: 'failed', reason: 'connection_failed' }
    const id = randomUUID()
    const settled = new AbortController()
    const answered = new Promise<Reply>((resolve) => awaited.set(id, resolve))
    const late = clock.wait(ackWithinMs, settled.signal).then((): Reply => ({ outcome: 'failed', reason: 'timeout' }))
    if (!connection.frozen) tell(connection.socket, { envelope_id: id, type, payload, ...about(type, retry) })
    const reply = await Promise.race([answered, late])
    settled.abort()
    awaited.delete(id)
    return reply
  }

  return {
    ...connections,
    send,
    close() {
      connections.close()
      for (const settle of awaited.values()) settle({ outcome: 'failed', reason: 'connection_failed' })
    },
  }
}

/** Only events say that they come again, only the others take an answer. */
function about(type: EnvelopeType, { attempt, reason }: Retry): Json {
  if (type !== 'events_api') return { accepts_response_payload: true }
  return { accepts_response_payload: false, retry_attempt: attempt, retry_reason: reason ?? '' }
}
