// Who gets into the playground: whoever has the link that was printed, once, in a browser on this machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Terminal } from '../../src/app/connect-console.ts'
import { type Running, startBellhop } from '../../src/app/start-bellhop.ts'
import { loadConfig } from '../../src/config.ts'
import { createQuietLog } from '../support/quiet.ts'

type Headers = Record<string, string>
type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

describe('the playground', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-door-'))
  const log = createQuietLog()
  let bellhop: Running
  let cookie = ''

  beforeAll(async () => {
    const input = new PassThrough() as unknown as Terminal['input']
    const terminal: Terminal = { kind: 'none', input, output: new PassThrough() }
    bellhop = await startBellhop(loadConfig({ DATA_DIR: dataDir, PORT: '0' }), terminal, log)
  })
  afterAll(async () => {
    await bellhop?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const link = () => new URL(bellhop.playground ?? '')

  function ask(path: string, headers: Headers = {}, body?: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const options = { method: body === undefined ? 'GET' : 'POST', headers: { accept: 'application/json', ...headers } }
    const sent = request(new URL(path, bellhop.address), options, async (response) => {
      const text = (await response.toArray()).join('')
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
    })
    sent.on('error', reject).end(body)
    return promise
  }

  it('stays closed without the token, and with a wrong one', async () => {
    for (const path of ['/playground', '/playground?token=', '/playground?token=wrong', '/playground/page/main.js'])
      expect(await ask(path)).toMatchObject({ status: 403, body: expect.stringContaining('one-time token') })
    expect((await ask('/playground/world?as=alice')).status).toBe(403)
    expect((await ask('/playground/act', { origin: link().origin }, '{}')).status).toBe(403)
  })

  it('does not take the right token from a forwarded request or under a foreign name', async () => {
    const path = `${link().pathname}${link().search}`
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'forwarded'])
      expect(await ask(path, { [name]: '10.0.0.1' })).toMatchObject({
        status: 403,
        body: expect.stringMatching(/forwarded/),
      })
    for (const host of ['evil.example', `evil.example:${link().port}`, 'localhost.evil.example'])
      expect(await ask(path, { host })).toMatchObject({ status: 403, body: expect.stringMatching(/this name/) })
    expect(await ask(path, { origin: 'https://evil.example' })).toMatchObject({ status: 403 })
  })

  it('is where the bare address leads, which says what to open', async () => {
    expect(await ask('/')).toMatchObject({ status: 303, headers: { location: '/playground' } })
    expect(await ask('/playground')).toMatchObject({ status: 403, body: expect.stringContaining('Open the link') })
    expect(await ask('/', { 'x-forwarded-for': '10.0.0.1' })).toMatchObject({ status: 403 })
  })

  it('gives a cookie for the token, once', async () => {
    const path = `${link().pathname}${link().search}`
    const opened = await ask(path)
    expect(opened).toMatchObject({ status: 303, headers: { location: '/playground' } })
    const set = String(opened.headers['set-cookie'])
    expect(set).toMatch(/HttpOnly/)
    expect(set).toMatch(/SameSite=Strict/)
    expect(await ask(path)).toMatchObject({ status: 403, body: expect.stringContaining('works once') })
    cookie = set.split(';')[0] ?? ''
  })

  it('shows its page to the cookie, without a place for inline scripts', async () => {
    const page = await ask('/playground', { cookie })
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': expect.stringContaining('text/html') } })
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style="/)
  })

  it('serves the files of the page and nothing beside them', async () => {
    expect((await ask('/playground/page/main.js', { cookie })).status).toBe(200)
    for (const name of ['..%2fact.ts', '%2e%2e%2fcreate-guard.ts', 'main.ts', 'nothing.js'])
      expect((await ask(`/playground/page/${name}`, { cookie })).status).toBe(404)
  })

  it('does nothing for another page, even with the cookie', async () => {
    const press = JSON.stringify({ as: 'alice', what: { platform: 'slack', do: 'close' } })
    const act = (headers: Headers) => ask('/playground/act', { cookie, ...headers }, press)
    expect((await act({})).status).toBe(403)
    expect((await act({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await act({ origin: 'null' })).status).toBe(403)
    expect((await act({ origin: link().origin, 'x-forwarded-for': '10.0.0.1' })).status).toBe(403)
    expect((await act({ origin: 'http://evil.example', host: 'evil.example' })).status).toBe(403)
  })

  it('says what it did not understand', async () => {
    const headers = { cookie, origin: link().origin }
    expect(await ask('/playground/act', headers, 'no json')).toMatchObject({ status: 400 })
    expect(await ask('/playground/world?as=mallory', { cookie })).toMatchObject({ status: 400 })
  })

  it('writes its token into no log', () => {
    expect(JSON.stringify(log.lines)).not.toContain(link().searchParams.get('token'))
  })
})
