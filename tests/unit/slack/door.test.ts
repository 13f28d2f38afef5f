import { describe, expect, it } from 'vitest'
import { createSlackBot } from '../../../bots/slack/create-slack-bot.ts'
import { createTaking, eventsRoute } from '../../../bots/slack/receive.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { createQuietLog, noMetrics } from '../../support/quiet.ts'
import { signedHeaders } from './open-slack.ts'

const secret = 'shhh'
const event = JSON.stringify({
  type: 'event_callback',
  team_id: 'T1',
  api_app_id: 'A1',
  event_id: 'Ev1',
  event: { type: 'message', channel: 'C1', user: 'U1', ts: '1700000000.000100', text: 'hello' },
})
const press = JSON.stringify({
  type: 'block_actions',
  team: { id: 'T1' },
  trigger_id: '1',
  actions: [{ action_id: 'a' }],
})
const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the door for Slack', () => {
  it('lets in what Slack signed, and stores its bytes as they came', async () => {
    const door = openDoor()
    expect(await door.post(event)).toMatchObject({ status: 200 })
    expect(door.arrivals).toHaveLength(1)
    expect(String(Buffer.from(door.arrivals[0]?.body ?? []))).toBe(event)
  })

  it.each([
    ['without a signature', {}],
    ['signed with another secret', signedHeaders('other', event)],
    ['signed for another body', signedHeaders(secret, `${event} `)],
    ['signed six minutes ago', signedHeaders(secret, event, Date.now() - 6 * 60_000)],
    ['signed six minutes ahead', signedHeaders(secret, event, Date.now() + 6 * 60_000)],
    ['signed with a short signature', { ...signedHeaders(secret, event), 'x-slack-signature': 'v0=ab' }],
    ['signed at no time', { ...signedHeaders(secret, event), 'x-slack-request-timestamp': '' }],
  ])('refuses a request %s', async (_, headers) => {
    const door = openDoor()
    expect(await door.post(event, headers)).toMatchObject({ status: 401 })
    expect(door.arrivals).toEqual([])
  })

  it('lets in what was signed four minutes ago', async () => {
    const door = openDoor()
    expect(await door.post(event, signedHeaders(secret, event, Date.now() - 4 * 60_000))).toMatchObject({ status: 200 })
  })

  it('stores a replayed request once', async () => {
    const door = openDoor()
    const headers = signedHeaders(secret, event)
    await door.post(event, headers)
    expect(await door.post(event, headers)).toMatchObject({ status: 200 })
    expect(door.arrivals).toHaveLength(1)
  })

  it('repeats the challenge of a signed verification, and of no other', async () => {
    const door = openDoor()
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c42' })
    expect(await door.post(body)).toMatchObject({ status: 200, body: 'c42' })
    expect(await door.post(body, {})).toMatchObject({ status: 401 })
  })

  it('answers a signed certificate check, and refuses one that is not signed', async () => {
    const door = openDoor()
    expect(await door.post('ssl_check=1&token=t', undefined, form)).toMatchObject({ status: 200 })
    expect(await door.post('ssl_check=1&token=t', {}, form)).toMatchObject({ status: 401 })
    expect(door.arrivals).toEqual([])
  })

  it('takes a command that also says ssl_check for a command', async () => {
    const door = openDoor()
    const body = 'ssl_check=1&command=%2Fbellhop&text=ping&team_id=T1&channel_id=C1&user_id=U1&trigger_id=1.2'
    expect(await door.post(body, undefined, form)).toMatchObject({ status: 200 })
    expect(door.arrivals).toHaveLength(1)
    expect(await door.post(body, {}, form)).toMatchObject({ status: 401 })
  })

  it.each([
    ['a field that stands twice', 'command=%2Fbellhop&text=ping&text=help&team_id=T1&trigger_id=1', form],
    ['a payload beside other fields', `payload=${encodeURIComponent(press)}&command=x`, form],
    ['a payload that is no JSON', 'payload=nonsense', form],
    ['no JSON', 'nonsense', {}],
    ['a JSON that is a list', '[1]', {}],
    ['a kind that Slack does not send', '{"type":"mystery","team_id":"T1"}', {}],
  ])('refuses %s', async (_, body, headers) => {
    const door = openDoor()
    expect(await door.post(body, undefined, headers)).toMatchObject({ status: 400 })
    expect(door.arrivals).toEqual([])
  })

  it('has no door without a signing secret', () => {
    const { intake } = openDoor()
    const bot = createSlackBot({ intake, log: createQuietLog(), metrics: noMetrics, clock: systemClock })
    expect(bot.routes).toEqual([])
  })

  it('answers nothing before the event is stored', async () => {
    const door = openDoor()
    const stored = Promise.withResolvers<'stored'>()
    door.intake.accept = () => stored.promise
    let isAnswered = false
    const answer = door.post(event).then((given) => {
      isAnswered = true
      return given
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(isAnswered).toBe(false)
    stored.resolve('stored')
    expect(await answer).toMatchObject({ status: 200 })
  })
})

describe('a store that does not store', () => {
  it('makes Slack send an event again', async () => {
    expect(await brokenDoor().post(event)).toMatchObject({ status: 503 })
  })

  it('asks for a command again in words that only the asker sees', async () => {
    const body = 'command=%2Fbellhop&text=ping&team_id=T1&channel_id=C1&user_id=U1&trigger_id=1.2'
    const answer = await brokenDoor().post(body, undefined, form)
    expect(answer.status).toBe(200)
    expect(JSON.parse(String(answer.body))).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringMatching(/could not take this.*send it again/i),
    })
  })

  it('keeps a form open and says so at its first field', async () => {
    const view = { id: 'V1', hash: 'h', blocks: [{ type: 'input', block_id: 'title' }] }
    const payload = { type: 'view_submission', team: { id: 'T1' }, user: { id: 'U1' }, trigger_id: '1.3', view }
    const answer = await brokenDoor().post(`payload=${encodeURIComponent(JSON.stringify(payload))}`, undefined, form)
    expect(answer.status).toBe(200)
    expect(JSON.parse(String(answer.body))).toMatchObject({
      response_action: 'errors',
      errors: { title: expect.stringContaining('send it again') },
    })
  })
})

function openDoor() {
  const arrivals: Arrival[] = []
  const intake = {
    async accept(arrival: Arrival): Promise<'stored' | 'duplicate'> {
      if (arrivals.some((one) => one.key === arrival.key)) return 'duplicate'
      arrivals.push(arrival)
      return 'stored'
    },
  }
  const none = { accepted: () => undefined, refused: () => undefined, lightOff: () => undefined, idle: async () => {} }
  const options = { intake, receipts: none, log: createQuietLog() }
  const route = eventsRoute({ ...options, signingSecret: createSecret(secret), clock: systemClock })
  const post = (body: string, headers: Record<string, string> = signedHeaders(secret, body), more = {}) =>
    route.handle({
      ...{ method: 'POST', path: '/slack/events', query: new URLSearchParams(), params: {} },
      headers: { 'content-type': 'application/json', ...more, ...headers },
      body: Buffer.from(body),
    })
  return { arrivals, intake, post, take: createTaking(options) }
}

function brokenDoor() {
  const door = openDoor()
  door.intake.accept = () => Promise.reject(new Error('the disk is full'))
  return door
}
