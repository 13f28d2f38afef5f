// Which doors open for which settings.
import { describe, expect, it } from 'vitest'
import { loadConfig, waysIn } from '../../src/config.ts'

const slack = { SLACK_BOT_TOKEN: 'xoxb-1' }
const telegram = { TELEGRAM_BOT_TOKEN: '42:abc' }
const production = {
  DATABASE_URL: 'postgresql://localhost/bellhop',
  ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('base64'),
}

describe('Slack', () => {
  it('comes in by HTTP with a signing secret, by socket with an app token, by both with both', () => {
    expect(open({ ...slack, SLACK_SIGNING_SECRET: 's' }).slack).toEqual({ http: true, socket: false })
    expect(open({ ...slack, SLACK_APP_TOKEN: 'xapp-1' }).slack).toEqual({ http: false, socket: true })
    expect(open({ ...slack, SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' }).slack).toEqual({
      http: true,
      socket: true,
    })
    expect(open({}).slack).toEqual({ http: false, socket: false })
  })

  it('comes in by HTTP where the port is published, and by socket where the errands are done', () => {
    const both = { ...slack, ...production, SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' }
    expect(open({ ...both, ROLE: 'web' }).slack).toEqual({ http: true, socket: false })
    expect(open({ ...both, ROLE: 'worker' }).slack).toEqual({ http: false, socket: true })
  })
})

describe('Telegram', () => {
  const webhook = { ...telegram, TELEGRAM_WEBHOOK_SECRET: 'hook', PUBLIC_URL: 'https://bellhop.example.com' }

  it('is polled with the token alone, and called back with a secret and an address', () => {
    expect(open(telegram).telegram).toBe('polling')
    expect(open(webhook).telegram).toBe('webhook')
    expect(open({}).telegram).toBe('none')
  })

  it('is polled when the webhook has no address, and that is said', () => {
    const config = loadConfig({ ...telegram, TELEGRAM_WEBHOOK_SECRET: 'hook' })
    expect(waysIn(config, 'none').telegram).toBe('polling')
    expect(config.warnings).toEqual([expect.stringContaining('PUBLIC_URL is not set')])
  })

  it('calls back where the port is published, and is polled where the errands are done', () => {
    expect(open({ ...webhook, ...production, ROLE: 'web' }).telegram).toBe('webhook')
    expect(open({ ...webhook, ...production, ROLE: 'worker' }).telegram).toBe('none')
    expect(open({ ...telegram, ...production, ROLE: 'web' }).telegram).toBe('none')
    expect(open({ ...telegram, ...production, ROLE: 'worker' }).telegram).toBe('polling')
  })
})

describe('standard input', () => {
  it('is a prompt at a terminal, with the port open beside it', () => {
    expect(open({}, 'terminal')).toMatchObject({ console: 'prompt', http: true, simulator: true })
  })

  it('is answered line by line from a pipe, without opening the port', () => {
    expect(open({}, 'pipe')).toMatchObject({ console: 'lines', http: false, simulator: false })
    expect(open({ SIMULATOR: 'on' }, 'pipe')).toMatchObject({ console: 'lines', http: false, simulator: false })
  })

  it('is nothing when there is none, and Bellhop serves', () => {
    expect(open({}, 'none')).toMatchObject({ console: 'none', http: true })
  })

  it.each(['terminal', 'pipe'] as const)(
    'is ignored as a %s once a platform is configured or the role is not all',
    (stdin) => {
      expect(open(telegram, stdin)).toMatchObject({ console: 'none', http: true })
      expect(open({ ...production, ROLE: 'web' }, stdin)).toMatchObject({ console: 'none', http: true })
    },
  )
})

describe('the simulator', () => {
  it('runs by itself only without a platform, and otherwise as told', () => {
    expect(open({}).simulator).toBe(true)
    expect(open(telegram).simulator).toBe(false)
    expect(open({ ...telegram, SIMULATOR: 'on' }).simulator).toBe(true)
    expect(open({ SIMULATOR: 'off' }).simulator).toBe(false)
  })
})

function open(env: Record<string, string>, stdin: 'terminal' | 'pipe' | 'none' = 'none') {
  return waysIn(loadConfig(env), stdin)
}
