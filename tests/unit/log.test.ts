// The log as it is written: what stands in a line, and that no secret ever does.
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/app/create-log.ts'
import { currentCorrelation, newCorrelation, withCorrelation } from '../../src/domain/correlation.ts'
import { createSecret } from '../../src/domain/secret.ts'

const known = 'Plánted/secret+value&1'
const planted = {
  slack: 'xoxb-PLANTED-slack',
  app: 'xapp-1-PLANTED-app',
  telegram: '/bot987654321:PLANTED-telegram/sendMessage',
  bearer: 'Bearer PLANTED.bearer',
  basic: `Basic ${Buffer.from('bot@acme.example:PLANTED').toString('base64')}`,
  openai: 'sk-proj-PLANTEDPLANTED00',
  response: 'https://hooks.slack.com/commands/T1/2/PLANTED',
  database: 'postgresql://bellhop:PLANTED-password@db/bellhop',
  query: 'https://bellhop.example.com/oauth/google/callback?code=PLANTED-code&state=PLANTED-state',
  form: 'token=PLANTED-legacy&team_id=T1',
  json: '{"ok":true,"access_token":"PLANTED-json"}',
  bareTelegram: '987654321:PLANTED-abcdefghijklmnopqrstuvwxyz',
  jwt: 'eyJPLANTEDeyJ1.PLANTED.PLANTED',
  known,
  knownInAddress: `https://example.com/x/${encodeURIComponent(known)}`,
}

describe('a line', () => {
  it('is JSON with its level, time, message and fields', () => {
    const { log, lines } = capture()
    log.warn({ event: 'e1', tokens: 812, hasSecret: true }, 'It rained.')
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        event: 'e1',
        tokens: 812,
        hasSecret: true,
        message: 'It rained.',
      },
    ])
  })

  it('is left out below the level', () => {
    const { log, lines } = capture('warn')
    log.debug({}, 'a')
    log.info({}, 'b')
    log.error({}, 'c')
    expect(lines().map((line) => line.message)).toEqual(['c'])
  })

  it('keeps a field that bears the name of a part of the line', () => {
    const { log, text } = capture()
    log.info({ level: 9, message: 'mine', time: 'noon' }, 'ours')
    expect(JSON.parse(text())).toMatchObject({
      level: 'info',
      level_: 9,
      message: 'ours',
      message_: 'mine',
      time_: 'noon',
    })
  })

  it('carries the fields of its child', () => {
    const { log, lines } = capture()
    log.child({ role: 'worker' }).child({ lane: 'l1' }).info({ event: 'e1' }, 'x')
    expect(lines()[0]).toMatchObject({ role: 'worker', lane: 'l1', event: 'e1' })
  })

  it('tells an error with its causes, and not what a vendor hung on it', () => {
    const { log, lines } = capture()
    const cause = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      request: { text: 'what somebody wrote' },
    })
    log.error({ error: new Error('no database', { cause }) }, 'x')
    expect(lines()[0]).toMatchObject({
      error: { name: 'Error', message: 'no database', stack: expect.any(String), cause: { code: 'ECONNREFUSED' } },
    })
    expect(JSON.stringify(lines())).not.toContain('somebody')
  })

  it('is written whatever the fields are', () => {
    const { log, lines } = capture()
    const circle: Record<string, unknown> = { big: 1n, bytes: Buffer.alloc(9), map: new Map([['a', new Set([1])]]) }
    circle.self = circle
    Object.defineProperty(circle, 'trap', {
      enumerable: true,
      value: {
        get boom() {
          throw new Error('no')
        },
      },
    })
    log.info({ circle, nothing: undefined, missing: null, long: 'x'.repeat(300_000), when: new Date(0) }, 'x')
    expect(lines()[0]).toMatchObject({
      circle: { big: '1', bytes: '[9 bytes]', map: { a: [1] }, self: '[circular]', trap: '[unreadable]' },
      missing: null,
      long: '[300000 characters]',
      when: '1970-01-01T00:00:00.000Z',
    })
  })
})

describe('a secret', () => {
  it.each(Object.entries(planted))('%s never stands in the log, wherever it was put', (_, value) => {
    const { log, text } = capture()
    const error = new Error(`asked with ${value}`, { cause: new Error(value, { cause: { deep: [value] } }) })
    log.info({ [value]: 1 }, 'a name')
    log.info({ plain: value, nested: { list: [[value], { value }] }, map: new Map([['x', value]]) }, 'fields')
    log.info({ set: new Set([value]), object: { toJSON: () => ({ value }) } }, `said ${value} aloud`)
    log.error({ error, all: new AggregateError([error], value), list: [error] }, value)
    log.child({ value }).warn({ text: JSON.stringify({ value }) }, 'child')
    if (URL.canParse(value)) log.info({ url: new URL(value) }, 'address')
    expect(text()).toContain('[redacted]')
    expect(text()).not.toContain('PLANTED')
    expect(text()).not.toMatch(/UExBTlRFR|secret\+value|secret%2Bvalue/)
  })

  it('is known by the name of its field or header', () => {
    const { log, text } = capture()
    const names = ['authorization', 'Cookie', 'set-cookie', 'x-slack-signature', 'x-telegram-bot-api-secret-token']
    const more = ['password', 'clientSecret', 'api_key', 'accessToken', 'response_url', 'totp']
    for (const name of [...names, ...more]) {
      log.info({ headers: { [name]: 'planted one' } }, name)
      log.info({ rawHeaders: ['accept', '*/*', name, 'planted two'], pairs: [[name, 'planted three']] }, name)
      log.info({ [name]: { inside: 'planted four' }, list: { [name]: ['planted five'] } }, name)
    }
    expect(text()).not.toContain('planted')
  })

  it('goes as a whole when another one is its beginning, and special letters in it mean themselves', () => {
    const { log, text } = capture('info', ['abcd', 'abcd.*efgh', 'with"quote'])
    log.info({ note: 'abcd.*efgh' }, 'and abcdXXefgh')
    log.info({ body: JSON.stringify({ note: 'with"quote' }) }, 'x')
    expect(text()).not.toMatch(/\.\*efgh|with|quote/)
    expect(text()).toContain('and [redacted]XXefgh')
  })

  it('leaves ordinary words alone', () => {
    const { log, lines } = capture()
    log.info(
      { keys: 3, url: 'https://example.com/a?page=2' },
      'The basic settings of the bearer are fine: xoxo, 12:30.',
    )
    expect(JSON.stringify(lines())).not.toContain('redacted')
  })
})

describe('the correlation', () => {
  it('stands in every line of the work it belongs to, and in no other', async () => {
    const { log, lines } = capture()
    const work = (id: string) =>
      withCorrelation(id, async () => {
        log.info({ step: 1 }, id)
        await Promise.resolve()
        log.child({}).info({ step: 2 }, id)
        return currentCorrelation()
      })
    expect(await Promise.all([work('A'), work('B')])).toEqual(['A', 'B'])
    log.info({}, 'after')
    expect(lines().map((line) => [line.message, line.correlation])).toEqual([
      ['A', 'A'],
      ['B', 'B'],
      ['A', 'A'],
      ['B', 'B'],
      ['after', undefined],
    ])
  })

  it('is short, readable aloud, and sorts by time even when the clock goes back', () => {
    const ids = [1, 2, 2, 2, 1, 3].map((at) => newCorrelation(Date.UTC(2030, 0, 1) + at))
    expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]{6}$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
  })
})

function capture(level: 'debug' | 'info' | 'warn' = 'info', secrets = [known]) {
  const written: string[] = []
  const destination = { write: (line: string) => void written.push(line) }
  const log = createLog({ level, destination, secrets: secrets.map(createSecret) })
  const lines = () => written.map((line): Record<string, unknown> => JSON.parse(line))
  return { log, lines, text: () => written.join('') }
}
