// What arrives at a route: the bytes that were sent, or nothing at all.
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Route, RouteRequest } from '../../src/ports/route.ts'
import { converse, get, type OpenServer, openHttpServer, post } from '../support/open-http-server.ts'

const mebibyte = 1024 * 1024
const sizes = { 'ten MiB': 10 * mebibyte, 'one byte too many': mebibyte + 1 }

let server: OpenServer
let arrived: RouteRequest[] = []

beforeAll(async () => {
  const keep = async (request: RouteRequest) => {
    arrived.push(request)
    return { status: 200, body: request.body }
  }
  server = await openHttpServer([
    post('/events', keep),
    get('/events/:id', keep),
    { method: 'DELETE', path: '/events/:id', handle: keep },
  ])
})
beforeEach(() => {
  arrived = []
})
afterAll(() => server.close())

describe('a body', () => {
  it.each([
    ['broken JSON', 'application/json', '{"half":'],
    ['a form', 'application/x-www-form-urlencoded', 'payload=%7B%22a%22%3A1%7D&a=1&a=2'],
    ['a content type nobody knows', 'x/y; charset=nonsense', 'zzz'],
    ['a content type that is none', ';;;', 'zzz'],
  ])('reaches the route byte by byte: %s', async (_, type, text) => {
    const response = await fetch(`${server.url}/events`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: text,
    })
    expect([response.status, await response.text()]).toEqual([200, text])
    expect(arrived[0]?.headers['content-type']).toBe(type)
  })

  it('may hold any bytes, and need not say what it is', async () => {
    const bytes = Buffer.from([0, 255, 0xed, 0xa0, 0x80, 13, 10, 0])
    const client = converse(server.port)
    client.say(`POST /events HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${bytes.length}\r\n\r\n`)
    client.say(bytes)
    expect(await client.end()).toMatch(/^HTTP\/1\.1 200 /)
    expect(arrived[0]?.body).toEqual(bytes)
  })

  it('arrives whole when it comes in pieces of unknown number', async () => {
    const { status } = await sendChunked(Array.from({ length: 16 }, (_, i) => Buffer.alloc(mebibyte / 16, i)))
    expect(status).toBe(200)
    expect(arrived[0]?.body).toEqual(
      Buffer.concat(Array.from({ length: 16 }, (_, i) => Buffer.alloc(mebibyte / 16, i))),
    )
  })

  it('is empty when there is none', async () => {
    await fetch(`${server.url}/events`, { method: 'POST' })
    await fetch(`${server.url}/events/7?a=1&b=%20x`)
    await fetch(`${server.url}/events/a%2Fb`, { method: 'DELETE' })
    expect(arrived.map((request) => request.body.length)).toEqual([0, 0, 0])
    expect(arrived.map((request) => [request.method, request.path, request.params.id])).toEqual([
      ['POST', '/events', undefined],
      ['GET', '/events/7', '7'],
      ['DELETE', '/events/a%2Fb', 'a/b'],
    ])
    expect(arrived[1]?.query.get('b')).toBe(' x')
  })
})

describe('a body over 1 MiB', () => {
  it.each(Object.entries(sizes))('is refused with a sentence, and the route hears nothing: %s', async (_, size) => {
    for (let round = 0; round < 5; round++) {
      const response = await fetch(`${server.url}/events`, { method: 'POST', body: Buffer.alloc(size) })
      expect([response.status, await response.text()]).toEqual([
        413,
        'This is more than 1 MiB, the most we take at once.\n',
      ])
    }
    expect(arrived).toEqual([])
  })

  it('is refused so that even those who send everything before they listen hear it, and hear it at once', async () => {
    const began = performance.now()
    for (let round = 0; round < 5; round++) {
      const client = converse(server.port)
      client.socket.pause()
      client.say(`POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: ${10 * mebibyte}\r\n\r\n`)
      client.say(Buffer.alloc(10 * mebibyte))
      await new Promise((resolve) => client.socket.write('', resolve))
      client.socket.resume()
      expect(await client.end()).toMatch(/^HTTP\/1\.1 413 [\s\S]*the most we take at once\.\n$/)
    }
    expect(performance.now() - began).toBeLessThan(8_000)
  })

  it('is refused on its announcement, before a byte of it is sent', async () => {
    const client = converse(server.port)
    client.say(`POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: ${10 * mebibyte}\r\n\r\n`)
    expect(await client.hear(/most we take/)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i)
    client.socket.destroy()
    expect(arrived).toEqual([])
  })

  it('is refused in pieces too, whose sum nobody announced', async () => {
    const { status, text } = await sendChunked(Array.from({ length: 40 }, () => Buffer.alloc(mebibyte / 4)))
    expect([status, text]).toEqual([413, 'This is more than 1 MiB, the most we take at once.\n'])
    expect(arrived).toEqual([])
  })

  it('takes exactly 1 MiB', async () => {
    const response = await fetch(`${server.url}/events`, { method: 'POST', body: Buffer.alloc(mebibyte) })
    expect([response.status, arrived[0]?.body.length]).toEqual([200, mebibyte])
  })
})

describe('a sender who leaves in the middle', () => {
  it('costs nothing: the route hears nothing and the next one is served', async () => {
    const own = await openHttpServer([
      post('/events', async (request) => ({ status: 200, body: String(arrived.push(request)) })),
    ])
    const client = converse(own.port)
    client.say('POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf')
    client.socket.end()
    await client.end()
    expect((await fetch(`${own.url}/events`, { method: 'POST', body: 'whole' })).status).toBe(200)
    await own.close()
    expect(arrived.map((request) => request.body.toString())).toEqual(['whole'])
    expect(own.logged()).toEqual([])
  })
})

function sendChunked(pieces: Buffer[]): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${server.url}/events`, { method: 'POST', agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject)
    for (const piece of pieces) sent.write(piece)
    sent.end()
  })
}

describe('a body that waits to be asked for', () => {
  const head = (length: number) =>
    `POST /events HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`

  it('is asked for where it is taken', async () => {
    const client = converse(server.port)
    client.say(head(5))
    expect(await client.hear(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.say('hello')
    expect(await client.end()).toMatch(/100 Continue[\s\S]*HTTP\/1\.1 200 [\s\S]*hello$/)
  })

  it('is asked for as an upload once somebody reads it, and not where nobody may', async () => {
    const route: Route = {
      ...{ method: 'POST', path: '/events', takesUpload: { mostBytes: mebibyte, ms: 60_000 } },
      async handle({ headers, upload = [] }) {
        if (!headers.authorization) return { status: 401 }
        let length = 0
        for await (const chunk of upload) length += chunk.length
        return { status: 200, body: `${length} bytes` }
      },
    }
    const uploads = await openHttpServer([route])
    const stranger = converse(uploads.port)
    stranger.say(head(5))
    expect(await stranger.hear(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 401 /)
    stranger.socket.destroy()
    const client = converse(uploads.port)
    client.say(head(5).replace('Host', 'Authorization: me\r\nHost'))
    expect(await client.hear(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.say('hello')
    expect(await client.end()).toMatch(/HTTP\/1\.1 200 [\s\S]*5 bytes$/)
    await uploads.close()
  })

  it.each([
    ['is too large', head(100 * mebibyte), 413],
    ['goes to no address', head(5).replace('/events', '/nowhere'), 404],
  ])('is not asked for where it %s', async (_what, asked, status) => {
    const client = converse(server.port)
    client.say(asked)
    expect(await client.hear(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    client.socket.destroy()
  })
})

describe('bodies that never end', () => {
  it('hold no more memory together than there is room, and leave it to the next when they are gone', async () => {
    const small = await openHttpServer(
      [post('/events', async ({ body }) => ({ status: 200, body: String(body.length) }))],
      {
        limits: { heldBytes: 2 * mebibyte },
      },
    )
    const post100k = async () => {
      const response = await fetch(`${small.url}/events`, { method: 'POST', body: Buffer.alloc(100_000) })
      return { status: response.status, retry: response.headers.get('retry-after'), text: await response.text() }
    }
    const waiting = Array.from({ length: 2 }, () => converse(small.port))
    for (const one of waiting) {
      one.say(`POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: ${mebibyte}\r\n\r\n`)
      one.say(Buffer.alloc(mebibyte - 1))
    }
    await expect.poll(post100k).toMatchObject({ status: 503, retry: '5', text: expect.stringContaining('try again') })
    waiting[0]?.say('x')
    expect(await waiting[0]?.hear(/\r\n\r\n1048576/)).toMatch(/^HTTP\/1\.1 200 /)
    expect(await post100k()).toMatchObject({ status: 200, text: '100000' })
    waiting[1]?.socket.destroy()
    await expect
      .poll(async () => {
        const all = await Promise.all(Array.from({ length: 10 }, post100k))
        return all.map(({ status }) => status)
      })
      .toEqual(Array(10).fill(200))
    await small.close()
  })
})

describe('what two readers could understand in two ways', () => {
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n'
  const chunked = 'Transfer-Encoding: chunked\r\n'

  it.each([
    ['two ways to measure its body', `Content-Length: 6\r\n${chunked}\r\n0\r\n\r\n${hidden}`],
    ['two lengths', `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`],
    ['a coding nobody knows', `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['a blank before a colon', `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['a header over two lines', `X-Kind: a\r\n b\r\n\r\n${hidden}`],
    ['line ends of one sign', `\n\n${hidden}`],
    ['a NUL in a header', `X-Kind: a\0b\r\n\r\n${hidden}`],
    ['a piece of less than nothing', `${chunked}\r\n-1\r\n\r\n0\r\n\r\n${hidden}`],
    ['a piece with endless remarks', `${chunked}\r\n1;${'x'.repeat(30_000)}\r\na\r\n0\r\n\r\n${hidden}`],
  ])('is refused with %s, and what hides in it is never heard', async (_what, rest) => {
    const heard: string[] = []
    const answers = (name: string) => async () => {
      heard.push(name)
      return { status: 200 }
    }
    const server = await openHttpServer([post('/open', answers('open')), get('/hidden', answers('hidden'))])
    const client = converse(server.port)
    client.say(`POST /open HTTP/1.1\r\nHost: a\r\n${rest}`)
    expect(await client.end()).toMatch(/^HTTP\/1\.1 400 /)
    expect(heard).toEqual([])
    await server.close()
  })
})
