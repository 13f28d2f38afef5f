// What lies across the internet, in the judge's own process: it shows replies, performs effects, and remembers both.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Received } from './check.ts'

export type FakePlatform = {
  url: string
  received: Received[]
  isAnswered(event: string): boolean
  /** Answers of this share of calls are lost after the call took effect. */
  loseAnswers: number
  /** Resolves once so many calls were received. */
  receivedAtLeast(count: number): Promise<void>
  close(): Promise<void>
}

type Call = { kind: 'reply' | 'effect'; event: string; conversation: string; key: string }

export async function startFakePlatform(random: () => number): Promise<FakePlatform> {
  const received: Received[] = []
  const answered = new Set<string>()
  const awaited: { count: number; seen: () => void }[] = []
  const platform: FakePlatform = {
    url: '',
    received,
    isAnswered: (event) => answered.has(event),
    loseAnswers: 0,
    receivedAtLeast,
    close: async () => undefined,
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'GET') {
      const at = received.findIndex((one) => one.key === url.searchParams.get('key'))
      return response.end(JSON.stringify({ id: at < 0 ? null : String(at) }))
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const call = JSON.parse(Buffer.concat(chunks).toString()) as Call
    received.push({ ...call, at: performance.now() })
    if (call.kind === 'reply') answered.add(call.event)
    for (const one of awaited) if (received.length >= one.count) one.seen()
    if (random() < platform.loseAnswers) return response.destroy()
    response.end(JSON.stringify({ id: String(received.length - 1) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  platform.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  platform.close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return platform

  function receivedAtLeast(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (received.length >= count) return resolve()
      awaited.push({ count, seen: resolve })
    })
  }
}
