// How events reach an app: signed, to those who subscribed, again when refused, and with the faults that were asked for.
import { createHmac } from 'node:crypto'
import http, { type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMovableClock, type MovableClock } from '../../../src/simulator/clocks.ts'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { clientOf, furnish } from './slack-app.ts'

type Heard = {
  path: string
  headers: IncomingHttpHeaders
  raw: string
  body: { event_id: string; event: Record<string, unknown> }
}
type Answer = { status: number; headers?: Record<string, string> }

let clock: MovableClock
let slack: SlackWorkspace
let server: http.Server
let heard: Heard[]
let answer: (request: Heard) => Answer | 'silence'

beforeEach(async () => {
  clock = createMovableClock()
  heard = []
  answer = () => ({ status: 200 })
  server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const raw = Buffer.concat(chunks).toString()
    const one = { path: request.url ?? '', headers: request.headers, raw, body: JSON.parse(raw) }
    heard.push(one)
    const given = answer(one)
    if (given === 'silence') return
    response.writeHead(given.status, given.headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  slack = await createSlackWorkspace({ clock, rateLimits: false })
  furnish(slack)
  await slack.connect({ eventsUrl: `${here()}/events` }, { verify: false })
})
afterEach(async () => {
  await slack.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const ops = { in: '#ops' }
const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const types = () => heard.map(({ body }) => body.event.type)
const outcomes = () => slack.journal.deliveries('message').map(({ outcome }) => outcome)

describe('an event', () => {
  it('is signed with the secret of this start and says whose it is', async () => {
    const said = await slack.person('alice').says('hello', ops)
    await slack.idle()
    const { signingSecret, appId, teamId, botUserId } = slack.credentials()
    const [one] = heard
    const timestamp = String(one?.headers['x-slack-request-timestamp'])
    const hash = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${one?.raw}`).digest('hex')
    expect(one?.headers['x-slack-signature']).toBe(`v0=${hash}`)
    expect(one?.headers['x-slack-retry-num']).toBeUndefined()
    expect(one?.body).toMatchObject({
      type: 'event_callback',
      api_app_id: appId,
      team_id: teamId,
      authorizations: [{ user_id: botUserId, is_bot: true }],
      event: { type: 'message', channel_type: 'channel', ts: said.ts, user: slack.person('alice').id, text: 'hello' },
    })
  })

  it('goes out only when it is subscribed to and the bot is in the channel', async () => {
    slack.channel('lobby', { members: ['alice'] })
    await slack.person('alice').says('@Bellhop psst', { in: '#lobby' })
    slack.subscribe(['message.channels'])
    await slack.person('alice').says('@Bellhop hello', ops)
    await slack.person('alice').says('hello', { in: '@Bellhop' })
    await slack.idle()
    expect(types()).toEqual(['message'])
  })

  it('tells of what everybody sees, not of whispers', async () => {
    const client = clientOf(slack)
    const channel = slack.channel('ops').id
    await client.chat.postEphemeral({ channel, user: slack.person('alice').id, text: 'psst' })
    await client.chat.postMessage({ channel, text: 'hello' })
    await slack.idle()
    expect(heard.map(({ body }) => body.event.text)).toEqual(['hello'])
  })

  it('tells of joiners, of new people and of changed ones', async () => {
    slack.channel('lobby', { members: ['bellhop'] })
    const carol = slack.person('carol')
    await carol.joins('#lobby')
    slack.changePerson('carol', { guest: 'many channels' })
    await slack.idle()
    expect(heard.map(({ body }) => body.event)).toMatchObject([
      { type: 'team_join', user: { name: 'carol', is_restricted: false } },
      { type: 'member_joined_channel', user: carol.id, channel_type: 'C' },
      { type: 'user_change', user: { name: 'carol', is_restricted: true } },
    ])
  })

  it('says farewell when the app is uninstalled', async () => {
    slack.uninstall()
    await slack.idle()
    expect(types()).toEqual(['tokens_revoked', 'app_uninstalled'])
  })

  it('of a shared channel says which team the stranger is of', async () => {
    const mallory = slack.person('mallory', { stranger: true })
    slack.channel('shared', { shared: true, members: ['bellhop', 'mallory'] })
    await mallory.says('hello', { in: '#shared' })
    await slack.idle()
    expect(heard.at(-1)?.body).toMatchObject({ is_ext_shared_channel: true, event: { user_team: mallory.teamId } })
  })

  it('has an id that another start never gives', async () => {
    const other = await createSlackWorkspace({ clock, eventsUrl: `${here()}/events` })
    furnish(other)
    await Promise.all([slack, other].map((one) => one.person('alice').says('hello', ops)))
    await Promise.all([slack.idle(), other.idle()])
    const ids = heard.map(({ body }) => body.event_id)
    expect(new Set(ids).size).toBe(ids.length)
    await other.close()
  })
})

describe('a refused event', () => {
  it('comes again at once, after one minute, after five, and then no more', async () => {
    answer = () => ({ status: 500 })
    await slack.person('alice').says('hello', ops)
    await slack.journal.waitForDelivery('message', 2)
    await clock.advance(60_000)
    await slack.journal.waitForDelivery('message', 3)
    await clock.advance(300_000)
    await slack.journal.waitForDelivery('message', 4)
    await clock.advance(3_600_000)
    expect(outcomes()).toEqual(['500', '500', '500', '500'])
    const retries = heard.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])
    expect(retries).toEqual([[undefined, undefined], ...['1', '2', '3'].map((num) => [num, 'http_error'])])
  })

  it('comes no more when the refusal asks for that', async () => {
    answer = () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } })
    await slack.person('alice').says('hello', ops)
    await slack.idle()
    await clock.advance(3_600_000)
    expect(outcomes()).toEqual(['500'])
  })

  it('was too late after three seconds', async () => {
    const arrived = Promise.withResolvers<void>()
    answer = ({ headers }) => {
      arrived.resolve()
      return headers['x-slack-retry-num'] ? { status: 200 } : 'silence'
    }
    await slack.person('alice').says('hello', ops)
    await arrived.promise
    await clock.advance(3_000)
    const second = await slack.journal.waitForDelivery('message', 2)
    expect(second).toMatchObject({ attempt: 1, reason: 'http_timeout', outcome: '200' })
  })

  it('had been sent around too often: two redirects are followed, a third is not', async () => {
    const hops: Record<string, string> = { '/events': '/a', '/a': '/b', '/b': '/c' }
    answer = ({ path }) => (path === '/b' ? { status: 200 } : { status: 302, headers: { location: hops[path] ?? '' } })
    await slack.person('alice').says('hello', ops)
    await slack.idle()
    expect(heard.map(({ path }) => path)).toEqual(['/events', '/a', '/b'])
    expect(outcomes()).toEqual(['200'])
    answer = ({ path }) => ({ status: 302, headers: { location: hops[path] ?? '' } })
    await slack.person('alice').says('hello again', ops)
    await slack.journal.waitForDelivery('message', 3)
    expect(outcomes().slice(1)).toEqual(['too_many_redirects', 'too_many_redirects'])
  })

  it('found nobody listening', async () => {
    await slack.connect({ eventsUrl: 'http://127.0.0.1:1/events' }, { verify: false })
    await slack.person('alice').says('hello', ops)
    await slack.journal.waitForDelivery('message', 2)
    expect(outcomes()).toEqual(['connection_failed', 'connection_failed'])
  })
})

describe('faults of delivery', () => {
  const ids = () => heard.map(({ body }) => body.event_id)
  const texts = () => heard.map(({ body }) => body.event.text)

  it('send the same event twice', async () => {
    slack.deliveryFaults.add('message', { kind: 'duplicate' })
    await slack.person('alice').says('hello', ops)
    await slack.journal.waitForDelivery('message', 2)
    expect(ids()[0]).toBe(ids()[1])
  })

  it('send the same message under a new id, without saying that it is a retry', async () => {
    slack.deliveryFaults.add('message', { kind: 'again under a new id' })
    const said = await slack.person('alice').says('hello', ops)
    await slack.journal.waitForDelivery('message', 2)
    expect(new Set(ids()).size).toBe(2)
    expect(heard.map(({ body }) => body.event.ts)).toEqual([said.ts, said.ts])
    expect(heard[1]?.headers['x-slack-retry-num']).toBeUndefined()
  })

  it('let a later event overtake an earlier one', async () => {
    slack.deliveryFaults.add('message', { kind: 'out of order' })
    await slack.person('alice').says('first', ops)
    await slack.person('alice').says('second', ops)
    await slack.journal.waitForDelivery('message', 2)
    expect(texts()).toEqual(['second', 'first'])
  })

  it('lose an event, or bring it late', async () => {
    slack.deliveryFaults.add('message', { kind: 'lost' })
    await slack.person('alice').says('lost', ops)
    slack.deliveryFaults.add('message', { kind: 'late', ms: 480_000 })
    await slack.person('alice').says('late', ops)
    await slack.person('alice').says('prompt', ops)
    await slack.idle()
    await clock.advance(480_000)
    await slack.journal.waitForDelivery('message', 2)
    expect(texts()).toEqual(['prompt', 'late'])
  })
})
