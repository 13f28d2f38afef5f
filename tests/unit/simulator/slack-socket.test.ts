// Socket Mode with the real Bolt: the same conversation without a public address.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createMovableClock, type MovableClock } from '../../../src/simulator/clocks.ts'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { clientOf, errorOf, furnish, openSocketStage, type Stage } from './slack-app.ts'

const ops = { in: '#ops' }

describe('Bolt in Socket Mode', () => {
  let stage: Stage
  beforeEach(async () => {
    stage = await openSocketStage()
  })
  afterEach(() => stage.close())

  it('hears mentions, answers commands and takes presses', async () => {
    const { slack, app } = stage
    app.event('app_mention', async ({ say }) => {
      const text = { type: 'plain_text' as const, text: 'Yes' }
      const elements = [{ type: 'button' as const, text, action_id: 'yes' }]
      await say({ text: 'Really?', blocks: [{ type: 'actions', elements }] })
    })
    app.command('/bellhop', async ({ ack }) => ack('at your service'))
    app.action('yes', async ({ ack, respond }) => {
      await ack()
      await respond({ text: 'done', replace_original: true })
    })
    const alice = slack.person('alice')
    await alice.says('@Bellhop restart', ops)
    await alice.waitsFor(/^/, ops)
    await alice.presses('Yes', ops)
    await alice.waitsFor('done', ops)
    await alice.types('/bellhop help', ops)
    expect(alice.sees(ops).map(({ text }) => text)).toEqual(['@Bellhop restart', 'done', 'at your service'])
    const ways = new Set(slack.journal.deliveries().map(({ way }) => way))
    expect(ways).toEqual(new Set(['socket']))
  })
})

describe('the sockets', () => {
  let clock: MovableClock
  let slack: SlackWorkspace
  let sockets: WebSocket[]
  beforeEach(async () => {
    clock = createMovableClock()
    sockets = []
    slack = await createSlackWorkspace({ clock, socketMode: true, rateLimits: false })
    furnish(slack)
  })
  afterEach(async () => {
    for (const socket of sockets) socket.terminate()
    await slack.close()
  })

  type Frame = { type: string; envelope_id: string; reason?: string; retry_attempt?: number; retry_reason?: string }

  async function open(): Promise<{ socket: WebSocket; frames: Frame[]; frame(): Promise<Frame> }> {
    const { url = '' } = await clientOf(slack, slack.credentials().appToken).apps.connections.open({})
    const socket = new WebSocket(url)
    sockets.push(socket)
    const frames: Frame[] = []
    let wake = () => {}
    socket.on('message', (data) => {
      frames.push(JSON.parse(String(data)) as Frame)
      wake()
    })
    const frame = async () => {
      if (frames.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return frames.shift() as Frame
    }
    return { socket, frames, frame }
  }

  it('say hello and are counted', async () => {
    const first = await open()
    expect(await first.frame()).toMatchObject({ type: 'hello', num_connections: 1 })
    const second = await open()
    expect(await second.frame()).toMatchObject({ type: 'hello', num_connections: 2 })
    expect(slack.sockets.count()).toBe(2)
  })

  it('are at most ten', async () => {
    for (let i = 0; i < 10; i += 1) await (await open()).frame()
    const eleventh = await open()
    expect(await eleventh.frame()).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' })
    expect(slack.sockets.count()).toBe(10)
  })

  it('bring an envelope again that nobody acknowledged', async () => {
    const { socket, frame } = await open()
    await frame()
    await slack.person('alice').says('hello', ops)
    const first = await frame()
    expect(first).toMatchObject({ type: 'events_api', retry_attempt: 0 })
    await clock.advance(3_000)
    const again = await frame()
    expect(again).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' })
    socket.send(JSON.stringify({ envelope_id: again.envelope_id }))
    await slack.journal.waitForDelivery('message', 2)
    expect(slack.journal.deliveries('message').map(({ outcome }) => outcome)).toEqual(['timeout', '200'])
  })

  it('ask for a new connection', async () => {
    const { frame } = await open()
    await frame()
    slack.sockets.disconnect('refresh_requested')
    expect(await frame()).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' })
  })

  it('lose presses and commands when they are half-open, and never send them again', async () => {
    const { socket, frame, frames } = await open()
    await frame()
    socket.on('message', (data) => socket.send(JSON.stringify({ envelope_id: JSON.parse(String(data)).envelope_id })))
    const alice = slack.person('alice')
    expect((await alice.types('/bellhop help', ops)).outcome).toBe('answered')
    expect(slack.sockets.freeze()).toBe(1)
    const typed = alice.types('/bellhop help', ops)
    await clock.advance(3_000)
    expect(await typed).toEqual({ outcome: 'failed', why: 'timeout' })
    await clock.advance(3_600_000)
    expect(slack.journal.deliveries('/bellhop')).toHaveLength(2)
    expect(frames).toHaveLength(1)
  })

  it('swallow acknowledgements when they are half-open', async () => {
    const { socket, frame } = await open()
    await frame()
    await slack.person('alice').says('hello', ops)
    const { envelope_id } = await frame()
    slack.sockets.freeze()
    await new Promise<void>((resolve) => socket.send(JSON.stringify({ envelope_id }), () => resolve()))
    await clientOf(slack).auth.test()
    await clock.advance(3_000)
    expect((await slack.journal.waitForDelivery('message')).outcome).toBe('timeout')
  })

  it('take each ticket once', async () => {
    const { url = '' } = await clientOf(slack, slack.credentials().appToken).apps.connections.open({})
    const [first, second] = [new WebSocket(url), new WebSocket(url)]
    sockets.push(first, second)
    const closed = await Promise.race(
      [first, second].map((socket) => new Promise<number>((resolve) => socket.on('close', resolve))),
    )
    expect(closed).toBe(4001)
  })

  it('are only for the app token', async () => {
    expect(await errorOf(clientOf(slack).apps.connections.open({}))).toBe('not_allowed_token_type')
  })
})
