// One WebSocket of Socket Mode: opened, kept alive by pings, and given up as soon as nothing comes back.
import { WebSocket } from 'ws'
import type { Clock } from '../../src/ports/clock.ts'
import { isJson, type Json, textAt } from './json.ts'

/** Why it is over, or about to be: `refresh` is Slack asking for a new one while this one still works. */
export type Ending = 'refresh' | 'closed' | 'deaf' | 'disabled'

export type Link = {
  /** The first reason to open another one. */
  ending: Promise<Ending>
  /** Resolves when the socket is gone. */
  gone: Promise<void>
  heardAt(): number
  acknowledge(envelopeId: string, payload: Json | undefined): void
  close(): void
}

type Options = { url: string; clock: Clock; onEnvelope(envelope: Json, link: Link): void }

const helloWithinMs = 10_000
const beatMs = 10_000
const deafAfterMs = 35_000
const closeWithinMs = 2_000
const maxPayload = 16 * 1024 * 1024

/** Resolves with a link that Slack has greeted. */
export async function openLink({ url, clock, onEnvelope }: Options): Promise<Link> {
  const socket = new WebSocket(url, { handshakeTimeout: helloWithinMs, perMessageDeflate: false, maxPayload })
  const hello = Promise.withResolvers<void>()
  const ending = Promise.withResolvers<Ending>()
  const gone = Promise.withResolvers<void>()
  const over = new AbortController()
  let heardAt = clock.now()

  const link: Link = {
    ending: ending.promise,
    gone: gone.promise,
    heardAt: () => heardAt,
    acknowledge(envelopeId, payload) {
      if (socket.readyState !== WebSocket.OPEN) return
      socket.send(JSON.stringify({ envelope_id: envelopeId, ...(payload ? { payload } : {}) }))
    },
    close() {
      socket.close()
      // A half-open socket never says goodbye.
      setTimeout(() => socket.terminate(), closeWithinMs).unref()
    },
  }

  function hear(): void {
    heardAt = clock.now()
  }

  function finish(error?: Error): void {
    over.abort()
    hello.reject(error ?? new Error('the socket closed'))
    ending.resolve('closed')
    gone.resolve()
  }

  function read(frame: Json): void {
    if (frame.type === 'hello') return hello.resolve()
    if (frame.type !== 'disconnect') return onEnvelope(frame, link)
    const reason = textAt(frame, 'reason')
    ending.resolve(reason === 'link_disabled' ? 'disabled' : reason === 'too_many_websockets' ? 'closed' : 'refresh')
    hello.reject(new Error(reason ?? 'disconnect'))
  }

  async function beat(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.wait(beatMs, over.signal)
      if (over.signal.aborted) return
      if (clock.now() - heardAt > deafAfterMs) {
        ending.resolve('deaf')
        return socket.terminate()
      }
      socket.ping()
    }
  }

  socket.on('message', (data) => {
    hear()
    const frame = parse(String(data))
    if (frame) read(frame)
  })
  socket.on('ping', hear)
  socket.on('pong', hear)
  socket.on('error', finish)
  socket.on('close', () => finish())
  const greeted = await within(hello.promise, clock)
  if (!greeted) {
    socket.terminate()
    throw new Error('Slack did not greet')
  }
  void beat()
  return link
}

async function within(hello: Promise<void>, clock: Clock): Promise<boolean> {
  const inTime = new AbortController()
  const late = clock.wait(helloWithinMs, inTime.signal).then(() => false)
  return Promise.race([hello.then(() => true), late]).finally(() => inTime.abort())
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
