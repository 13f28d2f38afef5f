// How the server opens, how it closes, and how it treats those who take their time.
import { describe, expect, it } from 'vitest'
import { BellhopError } from '../../src/domain/errors.ts'
import { createHttpServer } from '../../src/http/create-http-server.ts'
import { createMetrics } from '../../src/http/create-metrics.ts'
import type { Route } from '../../src/ports/route.ts'
import { converse, get, type OpenServer, openHttpServer } from '../support/open-http-server.ts'
import { createQuietLog } from '../support/quiet.ts'

describe('closing', () => {
  it('lets a running request finish, takes no new connection, and then ends', async () => {
    const errand = createErrand()
    const server = await openHttpServer([errand.route])
    const answer = fetch(`${server.url}/errand`)
    await errand.begun
    const closed = server.close()
    expect(server.close()).toBe(closed)
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
    setTimeout(() => errand.finish('done after all'), 400)
    const response = await answer
    expect([response.headers.get('connection'), await response.text()]).toEqual(['close', 'done after all'])
    await closed
  })

  it('lets a slow reader have all of its answer', async () => {
    const size = 32 * 1024 * 1024
    const errand = createErrand()
    const server = await openHttpServer([errand.route])
    const client = converse(server.port)
    client.say('GET /errand HTTP/1.1\r\nHost: a\r\n\r\n')
    await errand.begun
    client.socket.pause()
    errand.finish('x'.repeat(size))
    const closed = server.close()
    setTimeout(() => client.socket.resume(), 500)
    expect((await client.end()).split('\r\n\r\n')[1]?.length).toBe(size)
    await closed
  })

  /** Far longer than a test may take. */
  const patient = { closeMs: 600_000, requestMs: 600_000 }

  it('waits for no client that keeps its idle connection', async () => {
    const server = await openHttpServer([], { limits: patient })
    const client = converse(server.port)
    client.say('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.hear(/200 OK/)
    await server.close()
    expect(await client.end()).toContain('200 OK')
  })

  it('waits for no client that connected and never asked anything', async () => {
    const server = await openHttpServer([], { limits: patient })
    const client = converse(server.port)
    await new Promise((resolve) => client.socket.once('connect', resolve))
    // Answered on a later connection, so the silent one has been accepted by now.
    await (await fetch(`${server.url}/healthz`)).text()
    await server.close()
    expect(await client.end()).toBe('')
  })

  it('does not wait longer than it was told to', async () => {
    const errand = createErrand()
    const server = await openHttpServer([errand.route], { limits: { closeMs: 100 } })
    const answer = fetch(`${server.url}/errand`)
    await errand.begun
    await Promise.all([server.close(), expect(answer).rejects.toThrow()])
  })

  it('is alive but not ready meanwhile, for those who were already connected', async () => {
    for (const [path, status] of [
      ['/readyz', 503],
      ['/healthz', 200],
    ] as const) {
      const errand = createErrand()
      const server = await openHttpServer([errand.route])
      const client = await halfAsking(server, path)
      const answer = fetch(`${server.url}/errand`)
      await errand.begun
      const closed = server.close()
      client.say('\r\n')
      const heard = await client.end()
      const second = heard.slice(heard.lastIndexOf('HTTP/1.1'))
      expect(second).toContain(`HTTP/1.1 ${status} `)
      expect(second).toMatch(/^connection: close\r$/im)
      errand.finish('')
      await Promise.all([closed, answer])
    }
  })
})

describe('a client that takes its time', () => {
  it('loses its connection when its headers do not come to an end', async () => {
    const server = await openHttpServer([], { limits: { headersMs: 50 } })
    const client = converse(server.port)
    client.say('GET /healthz HTTP/1.1\r\nHost: a\r\n')
    expect(await client.end()).toMatch(/^HTTP\/1\.1 408 [\s\S]*The request took too long to arrive\.\n$/)
    await server.close()
  })

  it('loses its connection when its body does not come to an end', async () => {
    const server = await openHttpServer([{ ...createErrand().route, method: 'POST' }], {
      limits: { headersMs: 50, requestMs: 100 },
    })
    const client = converse(server.port)
    client.say('POST /errand HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
    expect(await client.end()).toMatch(/^HTTP\/1\.1 408 /)
    await server.close()
  })
})

describe('an upload that takes its time', () => {
  it('has as long as its route says, while other bodies do not', async () => {
    let length = 0
    const route: Route = {
      ...{ method: 'POST', path: '/upload', takesUpload: { mostBytes: 1_000, ms: 60_000 } },
      async handle({ upload = [] }) {
        for await (const chunk of upload) length += chunk.length
        return { status: 200, body: `${length} bytes` }
      },
    }
    const server = await openHttpServer([route, { ...createErrand().route, method: 'POST' }], {
      limits: { headersMs: 1_000, requestMs: 50 },
    })
    const upload = converse(server.port)
    upload.say('POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf ')
    await expect.poll(() => length).toBe(5)
    // Whoever came later has had more than their time.
    for (let i = 0; i < 3; i++) {
      const other = converse(server.port)
      other.say('POST /errand HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')
      expect(await other.end()).toMatch(/^HTTP\/1\.1 408 /)
    }
    upload.say('whole')
    expect(await upload.hear(/\r\n\r\n10 bytes/)).toMatch(/^HTTP\/1\.1 200 /)
    await server.close()
  })
})

describe('a client that does not speak HTTP', () => {
  it('is told so in a sentence and sent away', async () => {
    const server = await openHttpServer([])
    const garbage = converse(server.port)
    garbage.say('\x16\x03\x01 hello\r\n\r\n')
    expect(await garbage.end()).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*x-content-type-options: nosniff[\s\S]*This is not a request we understand\.\n$/,
    )
    const long = converse(server.port)
    long.say(`GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`)
    expect(await long.end()).toMatch(/^HTTP\/1\.1 431 /)
    await server.close()
  })
})

describe('opening', () => {
  it('says which setting to change when the port is taken', async () => {
    const server = await openHttpServer([])
    const common = { health: async () => [], metrics: createMetrics(), log: createQuietLog(), routes: [] }
    const second = createHttpServer({ ...common, host: '127.0.0.1', port: server.port })
    const error = await second.listen().catch((thrown) => thrown)
    expect(error).toBeInstanceOf(BellhopError)
    expect(`${error.message} ${error.nextStep}`).toMatch(
      /^Port \d+ on 127\.0\.0\.1 is taken by another program\. Set PORT/,
    )
    await Promise.all([second.close(), server.close()])
  })
})

/** A route that has begun when you say so and ends when you say so. */
function createErrand() {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: finished, resolve: finish } = Promise.withResolvers<string>()
  const route = get('/errand', async () => {
    begin()
    return { status: 200, body: await finished }
  })
  return { begun, finish, route }
}

/** A connection whose second request has arrived except for its last line. */
async function halfAsking(server: OpenServer, path: string) {
  const client = converse(server.port)
  client.say(`GET /metrics HTTP/1.1\r\nHost: a\r\n\r\nGET ${path} HTTP/1.1\r\nHost: a\r\n`)
  await client.hear(/bellhop_/)
  return client
}
