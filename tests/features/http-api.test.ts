// Programs call with a key that a person made in chat: as that person, never with more, through the same door.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiCalls } from '../support/api-calls.ts'
import { apiCommands, runs } from '../support/api-commands.ts'
import { type Actor, type Product, slackActor, startProduct, telegramActor } from '../support/on-every-platform.ts'

let product: Product
let olivia: Actor

beforeAll(async () => {
  product = await startProduct({}, apiCommands)
  olivia = slackActor(product, 'olivia')
})
afterAll(() => product?.stop())

const { call, makeKey, until } = apiCalls(() => product)

describe('without a key', () => {
  it('every address answers 401 and says how to get one, but the one that says what there is', async () => {
    for (const [method, path] of [
      ['GET', '/whoami'],
      ['POST', '/commands'],
      ['GET', '/audit'],
    ] as const) {
      const { status, headers, body } = await call(method, path)
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
      expect(JSON.stringify(body)).toMatch(/unauthorized.*admin keys create/)
    }
    for (const key of ['nonsense', `bhk_000000000000_${'A'.repeat(43)}`])
      expect((await call('GET', '/whoami', key)).status).toBe(401)
    expect((await call('GET', '/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
  })
})

describe('a key', () => {
  it('is made in chat on either platform, and says whom it acts for', async () => {
    for (const actor of [olivia, telegramActor(product, 'Olivia')]) {
      const key = await makeKey('reader', 'ping:run', actor)
      const { status, body } = await call('GET', '/whoami', key)
      expect(status).toBe(200)
      expect(body).toMatchObject({ role: 'owner', key: { name: 'reader', scopes: ['ping:run'] } })
    }
  })

  it('runs a command and a tool as its maker, within its scopes', async () => {
    const key = await makeKey('ci', 'ping:run,deploy:run')
    const pong = await call('POST', '/commands', key, { line: 'ping hello' })
    expect([pong.status, JSON.stringify(pong.body)]).toEqual([200, expect.stringContaining('pong hello')])
    const tools = await call('GET', '/tools', key)
    expect(tools.body).toMatchObject({ tools: [{ name: 'deploy', scope: 'deploy:run' }] })
    const done = await call('POST', '/tools/deploy', key, { input: { what: 'shop' } })
    expect([done.status, JSON.stringify(done.body)]).toEqual([200, expect.stringContaining('deployed shop')])
    expect(runs.at(-1)).toMatch(/^shop by key:/)
    const refused = await call('POST', '/commands', key, { line: 'whoami' })
    expect([refused.status, refused.body.error?.code]).toEqual([403, 'forbidden'])
    expect(refused.body.error?.message).toMatch(/scope whoami:run/)
    expect(refused.body.error?.reference).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)
  })

  it('is told the same again of what carries codes, of which nothing is kept', async () => {
    const key = await makeKey('again', '*')
    const asks = () => call('POST', '/commands', key, { line: 'link 123456' }, { 'idempotency-key': 'once' })
    for (let i = 0; i < 8; i++) {
      const { status, body } = await asks()
      expect([status, body.error?.message]).toEqual([403, expect.stringMatching(/only people can do it, in chat/)])
    }
  })

  it('is told by a dry run what a line or a tool would do, and nothing is done', async () => {
    const key = await makeKey('careful', '*')
    const before = runs.length
    const lines = {
      'deploy shop': /I would run deploy: Deploys something/,
      'wipe disk': /I would wipe disk\..*Nothing was done/,
      'admin settings set keep-days 7': /I would .*keep-days/,
      'kpi define lift --unit %': /I would .*lift/,
      'ping hello': /I would run ping/,
    }
    for (const [line, told] of Object.entries(lines)) {
      const { body } = await call('POST', '/commands', key, { line, dryRun: true })
      expect([line, JSON.stringify(body)]).toEqual([line, expect.stringMatching(told)])
    }
    const { body } = await call('POST', '/tools/deploy', key, { input: { what: 'shop' }, dryRun: true })
    expect(JSON.stringify(body)).toMatch(/I would run deploy.*Nothing was done/)
    expect(runs.length).toBe(before)
  })

  it('makes no other key, whatever its scopes', async () => {
    const key = await makeKey('all', '*')
    const { status, body } = await call('POST', '/commands', key, { line: 'admin keys create more --scopes *' })
    expect([status, JSON.stringify(body)]).toEqual([403, expect.stringMatching(/only people/)])
  })

  it('says what is wrong with a request', async () => {
    const key = await makeKey('wrong', '*')
    const wrong: [string, string, unknown, number][] = [
      ['POST', '/tools/deploy', { input: { what: 'x' } }, 400],
      ['POST', '/tools/deploy', { inputs: {} }, 400],
      ['POST', '/commands', { line: 'nosuchthing' }, 404],
      ['POST', '/commands', { line: 'ping', more: true }, 400],
      ['POST', '/tools/nothing', { input: {} }, 404],
      ['GET', '/jobs/nothing', undefined, 404],
      ['GET', '/approvals?limit=many', undefined, 400],
    ]
    for (const [method, path, body, status] of wrong) {
      const answer = await call(method, path, key, body)
      expect([path, answer.status, typeof answer.body.error?.message]).toEqual([path, status, 'string'])
    }
    const broken = await fetch(`${product.address}/api/v1/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: Buffer.from([0xff, 0xfe]),
    })
    expect(broken.status).toBe(400)
  })

  it('does nothing twice under one Idempotency-Key, also at the same moment', async () => {
    const key = await makeKey('twice', 'deploy:run')
    const before = runs.length
    const name = { 'idempotency-key': 'release-7' }
    const again = () => call('POST', '/tools/deploy', key, { input: { what: 'once' } }, name)
    const [first, second] = await Promise.all([again(), again()])
    const third = await again()
    expect([first.status, second.body, third.body]).toEqual([200, first.body, first.body])
    expect(runs.slice(before)).toHaveLength(1)
    const other = await call('POST', '/tools/deploy', key, { input: { what: 'other' } }, name)
    expect([other.status, other.body.error?.code]).toEqual([409, 'conflict'])
    const unnamed = await call('POST', '/tools/deploy', key, { input: { what: 'once' } })
    expect([unnamed.status, runs.length - before]).toEqual([200, 2])
  })

  it('gets a job for what takes long, sees it through, and can stop it', async () => {
    const key = await makeKey('jobs', 'slow:run,cancel:run')
    const begun = await call('POST', '/tools/slow', key, { input: { ms: 1 } })
    const id = String(begun.body.id)
    expect([begun.status, begun.headers.get('location')]).toEqual([202, `/api/v1/jobs/${id}`])
    expect(JSON.stringify((await until(key, id, /done|failed/)).body)).toContain('took my time')
    const long = await call('POST', '/tools/slow', key, { input: { ms: 60_000 } })
    await until(key, String(long.body.id), /running/)
    const stopped = await call('POST', `/jobs/${String(long.body.id)}/cancel`, key)
    expect([stopped.status, stopped.body.state]).toEqual([200, 'cancelled'])
    expect((await call('POST', `/jobs/${String(long.body.id)}/cancel`, key)).status).toBe(409)
  })

  it('waits for an approval like anybody, and answers one', async () => {
    const key = await makeKey('approver', 'wipe:run,approve:run,deny:run,admin:approvals')
    const held = await call('POST', '/commands', key, { line: 'wipe attic' })
    expect([held.status, held.body.state]).toEqual([202, 'waiting_for_approval'])
    const approval = String(held.body.approval)
    const listed = await call('GET', '/approvals', key)
    expect(listed.body).toMatchObject({ approvals: [{ id: approval, state: 'open', summary: 'wipe attic' }] })
    expect(runs).not.toContain('wiped attic')
    expect((await call('POST', `/approvals/${approval}`, key, { answer: 'approve' })).status).toBe(200)
    const done = await until(key, String(held.body.id), /done|failed/)
    expect(JSON.stringify(done.body)).toContain('wiped attic')
    expect((await call('GET', `/approvals/${approval}`, key)).body).toMatchObject({ state: 'approved' })
    expect((await call('POST', `/approvals/${approval}`, key, { answer: 'deny' })).status).toBe(409)
  })

  it('takes the audit log away in parts, and stands in it with every act', async () => {
    const key = await makeKey('auditor', 'ping:run,admin:audit')
    await call('POST', '/commands', key, { line: 'ping audited' })
    const { status, body } = await call('GET', '/audit?act=ping&limit=1', key)
    expect(status).toBe(200)
    const lines = String(body.text)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { account: string; act: string; place: string })
    expect(lines.at(-1)).toMatchObject({
      act: 'command:ping',
      account: expect.stringMatching(/^key:/),
      place: expect.stringMatching(/^api:key:/),
    })
    const exports = await call('GET', '/audit?act=audit.export', key)
    expect(String(exports.body.text)).toMatch(/"account":"key:/)
  })

  it('opens nothing once it is revoked, and is listed with its last use', async () => {
    const key = await makeKey('gone', 'ping:run')
    expect((await call('GET', '/whoami', key)).status).toBe(200)
    await olivia.commands('admin keys')
    expect(await olivia.reads(/Acts for/)).toMatch(/gone/)
    await olivia.commands(`admin keys revoke ${key.slice(4, 10)}`)
    await olivia.reads(/gone opens nothing any more/)
    expect((await call('GET', '/whoami', key)).status).toBe(401)
  })

  it('has no more than its maker has now', async () => {
    const max = slackActor(product, 'max')
    await max.commands('ping')
    await max.reads(/pong/)
    await olivia.commands('admin users role max admin')
    await olivia.reads(/role admin now/)
    const key = await makeKey('fallen', '*', max)
    expect((await call('GET', '/approvals', key)).status).toBe(200)
    await olivia.commands('admin users role max viewer')
    await olivia.reads(/role viewer now/)
    expect((await call('GET', '/approvals', key)).status).toBe(403)
    expect((await call('POST', '/tools/deploy', key, { input: { what: 'more' } })).status).toBe(403)
    await olivia.commands('admin users suspend max')
    await olivia.reads(/suspended/i)
    expect((await call('POST', '/commands', key, { line: 'echo' })).status).toBeGreaterThanOrEqual(403)
    expect((await call('GET', '/whoami', key)).body).toMatchObject({ role: 'stranger' })
  })

  it('asks so often a minute and no more', async () => {
    const key = await makeKey('busy', 'ping:run')
    const answers = await Promise.all(Array.from({ length: 125 }, () => call('GET', '/whoami', key)))
    const late = answers.filter((answer) => answer.status === 429)
    expect(late).toHaveLength(5)
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('making a key', () => {
  it('is refused for a permission that does not exist, for too long, and for members', async () => {
    await olivia.commands('admin keys create bad --scopes pingg:run')
    await olivia.reads(/no permission “pingg:run”/)
    await olivia.commands('admin keys create bad --scopes ping:run --days 4000')
    await olivia.reads(/365|days/)
    const mia = product.slack.person('mia')
    await mia.types('/bellhop admin keys create mine --scopes *', { in: '#ops' })
    await mia.waitsFor(/role admin|needs/i, { in: '#ops' })
  })
})

describe('the OpenAPI document', () => {
  it('says every route with its errors', async () => {
    const { body } = await call('GET', '/openapi.json')
    const paths = body.paths as unknown as Record<string, Record<string, { responses: Record<string, unknown> }>>
    expect(Object.keys(paths).sort()).toEqual([
      ...['/api/v1/approvals', '/api/v1/approvals/{id}'],
      ...['/api/v1/artifacts', '/api/v1/artifacts/{id}', '/api/v1/artifacts/{id}/files/{place}'],
      ...['/api/v1/audit', '/api/v1/commands', '/api/v1/jobs/{id}'],
      ...['/api/v1/jobs/{id}/cancel', '/api/v1/kpis/import', '/api/v1/tools', '/api/v1/tools/{name}', '/api/v1/whoami'],
    ])
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { responses }] of Object.entries(operations)) {
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '401', '429']))
        const there = await call(method.toUpperCase(), path.replace('/api/v1', '').replace(/\{\w+\}/g, 'x'))
        expect([path, there.status]).toEqual([path, 401])
      }
  })
})
