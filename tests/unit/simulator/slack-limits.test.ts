// Slack's rate limits and the faults that one can switch on for a method.
import { webApi } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMovableClock, type MovableClock } from '../../../src/simulator/clocks.ts'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { clientOf, errorOf, furnish } from './slack-app.ts'

let clock: MovableClock
let slack: SlackWorkspace
let client: webApi.WebClient
let channel: string
beforeEach(async () => {
  clock = createMovableClock()
  slack = await createSlackWorkspace({ clock })
  furnish(slack)
  client = clientOf(slack)
  channel = slack.channel('ops').id
})
afterEach(() => slack.close())

/** The seconds to wait, or 0. */
async function waitOf(call: Promise<unknown>): Promise<number> {
  try {
    await call
  } catch (error) {
    if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter
    throw error
  }
  return 0
}

describe('rate limits', () => {
  it('let a channel have a small burst and then a message a second', async () => {
    const post = (to = channel) => waitOf(client.chat.postMessage({ channel: to, text: 'x' }))
    expect([await post(), await post(), await post(), await post()]).toEqual([0, 0, 0, 1])
    await clock.advance(999)
    expect(await post()).toBe(1)
    await clock.advance(1)
    expect(await post()).toBe(0)
    expect(await post(slack.channel('lobby').id)).toBe(0)
    expect(slack.journal.requests('chat.postMessage').filter(({ outcome }) => outcome === 'ratelimited')).toHaveLength(
      2,
    )
  })

  it('give each method its tier', async () => {
    const list = () => waitOf(client.users.list({}))
    for (let i = 0; i < 20; i += 1) expect(await list()).toBe(0)
    expect(await list()).toBe(3)
    await clock.advance(3_000)
    expect(await list()).toBe(0)
    expect(await waitOf(client.users.info({ user: slack.person('bob').id }))).toBe(0)
  })

  it('can be switched off', async () => {
    slack.limitRates(false)
    const posts = Array.from({ length: 10 }, () => waitOf(client.chat.postMessage({ channel, text: 'x' })))
    expect(await Promise.all(posts)).toEqual(Array(10).fill(0))
  })
})

describe('faults', () => {
  const post = () => client.chat.postMessage({ channel, text: 'x' })
  const seen = () => slack.person('alice').sees({ in: '#ops' }).length

  it('make a method fail, as often as asked, before anything is done', async () => {
    slack.faults.add('chat.postMessage', { kind: 'down', status: 502 }, 2)
    await expect(post()).rejects.toMatchObject({ statusCode: 502 })
    await expect(post()).rejects.toMatchObject({ statusCode: 502 })
    expect(seen()).toBe(0)
    await post()
    expect(seen()).toBe(1)
  })

  it('refuse the connection, limit, or answer with an error by name', async () => {
    slack.faults.add('chat.postMessage', { kind: 'refused' })
    await expect(post()).rejects.toBeInstanceOf(webApi.WebAPIRequestError)
    slack.faults.add('*', { kind: 'limited', retryAfterSeconds: 30 })
    expect(await waitOf(post())).toBe(30)
    slack.faults.add('chat.postMessage', { kind: 'error', error: 'fatal_error' })
    expect(await errorOf(post())).toBe('fatal_error')
    expect(seen()).toBe(0)
    expect(slack.journal.requests().map(({ outcome }) => outcome)).toEqual(['refused', 'ratelimited', 'fatal_error'])
  })

  it('slow a method down by the clock', async () => {
    slack.faults.add('chat.postMessage', { kind: 'slow', ms: 10_000 })
    const slow = post()
    await client.auth.test()
    expect(seen()).toBe(0)
    await clock.advance(10_000)
    await slow
    expect(seen()).toBe(1)
  })

  it('are switched off one by one or all together', async () => {
    const off = slack.faults.add('chat.postMessage', { kind: 'down' }, Number.POSITIVE_INFINITY)
    await expect(post()).rejects.toMatchObject({ statusCode: 503 })
    off()
    await post()
    slack.faults.add('*', { kind: 'down' }, Number.POSITIVE_INFINITY)
    slack.faults.clear()
    await post()
    expect(seen()).toBe(2)
  })
})
