// What goes back over HTTP: headers that protect, and sentences where something is not right.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BellhopError, errorCodes } from '../../src/domain/errors.ts'
import type { RouteAnswer } from '../../src/ports/route.ts'
import { converse, get, type OpenServer, openHttpServer, post } from '../support/open-http-server.ts'

let server: OpenServer
const never = new Promise<never>(() => undefined)

beforeAll(async () => {
  server = await openHttpServer(
    [
      get('/plain', async () => ({ status: 200, body: 'grüß' })),
      get('/empty', async () => ({ status: 204 })),
      get('/page', async () => ({
        status: 200,
        headers: { 'Content-Type': 'text/html', 'Content-Security-Policy': 'mine' },
        body: '<p>',
      })),
      get('/split', async () => ({ status: 200, headers: { location: 'a\r\nset-cookie: b=1' } })),
      get('/boom', async () => {
        throw new Error('select password from /etc/shadow')
      }),
      get('/sync', () => {
        throw new Error('at once')
      }),
      get('/code/:code', async ({ params }) => {
        const code = errorCodes.find((known) => known === params.code) ?? 'internal'
        throw new BellhopError(code, 'This went wrong.', { nextStep: 'Do that.' })
      }),
      get('/api/v1/thing', async () => {
        throw new BellhopError('not_found', 'There is no such thing.')
      }),
      get('/stuck', () => never),
      get('/link/:token', async () => ({ status: 200 })),
      get('/files/*', async ({ params }) => ({ status: 200, body: params['*'] ?? '' })),
      post('/link/new', async () => ({ status: 200 })),
    ],
    { limits: { handlerMs: 50 } },
  )
})
afterAll(() => server.close())

describe('an answer', () => {
  it('carries the headers that protect whoever reads it, and none that boasts', async () => {
    const { headers } = await fetch(`${server.url}/plain`)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=31536000',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '6',
    })
    expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null])
  })

  it('lets its route say otherwise, in any spelling', async () => {
    const { headers } = await fetch(`${server.url}/page`)
    expect([headers.get('content-security-policy'), headers.get('content-type')]).toEqual(['mine', 'text/html'])
  })

  it('has no body for HEAD and none for 204', async () => {
    const head = await fetch(`${server.url}/plain`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '6', ''])
    const empty = await fetch(`${server.url}/empty`)
    expect([empty.status, empty.headers.get('content-length')]).toEqual([204, null])
  })

  it('cannot be split by a header with a line break', async () => {
    const response = await fetch(`${server.url}/split`, { redirect: 'manual' })
    expect([response.status, response.headers.get('set-cookie')]).toEqual([500, null])
  })

  it('keeps its connection for the next request', async () => {
    const client = converse(server.port)
    client.say('GET /plain HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.hear(/200 OK/)
    client.say('GET /empty HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await client.end()).toMatch(/200 OK[\s\S]*204 No Content/)
  })
})

describe('an address', () => {
  it('that leads nowhere is said to', async () => {
    for (const path of ['/nowhere', '/%zz', '/link', `/link/${'x'.repeat(5_000)}`]) {
      const response = await fetch(server.url + path)
      expect([path, response.status, await response.text()]).toEqual([path, 404, 'There is nothing at this address.\n'])
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('may leave its rest to the route', async () => {
    expect(await (await fetch(`${server.url}/files/a/b.css`)).text()).toBe('a/b.css')
  })

  it('takes a long signed token', async () => {
    expect((await fetch(`${server.url}/link/${'x'.repeat(1_000)}`)).status).toBe(200)
  })

  it('names the methods it takes when asked with another', async () => {
    for (const [method, path, allow] of [
      ['POST', '/plain?a=1', 'GET, HEAD'],
      ['PUT', '/code/x', 'GET, HEAD'],
      ['DELETE', '/link/new', 'GET, HEAD, POST'],
      ['OPTIONS', '/api/v1/thing', 'GET, HEAD'],
      ['POST', '/files/a/b.css', 'GET, HEAD'],
    ] as const) {
      const response = await fetch(server.url + path, { method })
      expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allow])
    }
    expect(await (await fetch(`${server.url}/plain`, { method: 'POST', body: 'x' })).text()).toBe(
      'This address takes only GET, HEAD.\n',
    )
  })
})

describe('a route that fails', () => {
  it.each(['/boom', '/sync'])('gives a sentence with a reference that stands in the log too: %s', async (path) => {
    const response = await fetch(server.url + path)
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).toMatch(
      /^Something went wrong on our side\. Please try again later\. Reference: [0-9A-Z]{6}-[0-9A-Z]{6}\n$/,
    )
    const reference = text.match(/[0-9A-Z]{6}-[0-9A-Z]{6}/)?.[0]
    const lines = server.logged().filter((line) => line.correlation === reference)
    expect(lines).toEqual([expect.objectContaining({ level: 'error', route: path, code: 'internal' })])
    expect(JSON.stringify(lines)).toMatch(/etc\/shadow|at once/)
  })

  it.each([
    ['invalid', 400],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['limited', 429],
    ['internal', 500],
    ['unavailable', 503],
    ['timeout', 504],
  ])('says %s with status %i, its sentence and the next step', async (code, status) => {
    const response = await fetch(`${server.url}/code/${code}`)
    expect([response.status, await response.text()]).toEqual([
      status,
      expect.stringMatching(/^This went wrong\. Do that\. Reference: \S+\n$/),
    ])
  })

  it('speaks JSON under /api and to whoever asks for it', async () => {
    const answer = await fetch(`${server.url}/api/v1/thing`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8'])
    const reference = expect.stringMatching(/^[0-9A-Z-]{13}$/)
    expect(await answer.json()).toEqual({ error: { code: 'not_found', message: 'There is no such thing.', reference } })
    const asked = await fetch(`${server.url}/nowhere`, { headers: { accept: 'application/json' } })
    expect(await asked.json()).toEqual({ error: { code: 'not_found', message: 'There is nothing at this address.' } })
  })

  it('is not waited for forever', async () => {
    const text = await (await fetch(`${server.url}/stuck`)).text()
    expect(text).toMatch(/^This took too long, so we stopped waiting\. Please try again\. Reference: \S+\n$/)
    const reference = text.match(/[0-9A-Z]{6}-[0-9A-Z]{6}/)?.[0]
    expect(server.logged().filter((line) => line.correlation === reference)).toHaveLength(1)
  })

  it.each(['answers', 'fails'])('does no harm when it %s after its time', async (how) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number }>()
    const own = await openHttpServer([get('/late', () => promise), get('/next', async () => ({ status: 204 }))], {
      limits: { handlerMs: 20 },
    })
    const client = converse(own.port)
    client.say('GET /late HTTP/1.1\r\nHost: a\r\n\r\n')
    await client.hear(/504 Gateway Timeout/)
    how === 'answers' ? resolve({ status: 200 }) : reject(new Error('too late'))
    client.say('GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect((await client.end()).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 504', 'HTTP/1.1 204'])
    await own.close()
    expect(own.logged().map((line) => line.code)).toEqual(how === 'answers' ? ['timeout'] : ['timeout', 'internal'])
  })
})

describe('large answers that nobody reads', () => {
  it('hold no more memory together than there is room, and leave it to the next when they are gone', async () => {
    const mebibyte = 1024 * 1024
    const large = get('/large', async () => ({ status: 200, body: Buffer.alloc(16 * mebibyte) }))
    const late: ((answer: RouteAnswer) => void)[] = []
    const lateRoute = get('/late', () => new Promise((resolve) => late.push(resolve)))
    const own = await openHttpServer([large, lateRoute, get('/small', async () => ({ status: 200, body: 'small' }))], {
      limits: { unreadBytes: 40 * mebibyte },
    })
    const waiting = [converse(own.port), converse(own.port)]
    for (const one of waiting) {
      one.socket.pause()
      one.say('GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
    }
    const ask = async (path: string) => {
      const response = await fetch(`${own.url}${path}`)
      return {
        status: response.status,
        retry: response.headers.get('retry-after'),
        text: (await response.text()).length,
      }
    }
    await expect.poll(() => ask('/large')).toMatchObject({ status: 503, retry: '5' })
    expect(await ask('/small')).toMatchObject({ status: 200 })
    for (const one of waiting) one.socket.destroy()
    for (let i = 0; i < 4; i++) {
      const gone = converse(own.port)
      gone.say('GET /late HTTP/1.1\r\nHost: a\r\n\r\n')
      await expect.poll(() => late.length).toBe(i + 1)
      gone.socket.destroy()
      await gone.end()
      await ask('/small')
      late[i]?.({ status: 200, body: Buffer.alloc(16 * mebibyte) })
    }
    await expect.poll(() => ask('/large')).toEqual({ status: 200, retry: null, text: 16 * mebibyte })
    await own.close()
  })
})
