import { afterEach, describe, expect, it } from 'vitest'
import { createSlackBot } from '../../../bots/slack/create-slack-bot.ts'
import type { Arrival } from '../../../src/domain/arrival.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import { systemClock } from '../../../src/ports/system-clock.ts'
import { createMovableClock } from '../../../src/simulator/clocks.ts'
import { createSlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { createQuietLog, noMetrics } from '../../support/quiet.ts'
import { keysOf } from './open-slack.ts'

describe('Socket Mode', () => {
  const stops: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  })

  it('takes events, commands and presses, and acknowledges them after they are stored', async () => {
    const { workspace, bot, arrivals } = await connected()
    const alice = workspace.person('alice')
    workspace.channel('ops')
    await alice.says('@Bellhop hello', { in: '#ops' })
    await workspace.idle()
    expect(await alice.types('/bellhop ping', { in: '#ops' })).toMatchObject({ outcome: 'answered' })
    expect(arrivals.map((arrival) => arrival.contentType)).toContain('application/json')
    expect(arrivals.filter((arrival) => arrival.lane.endsWith(`:${alice.id}`))).toHaveLength(2)
    expect(workspace.journal.deliveries('message')).toMatchObject([{ way: 'socket', outcome: '200' }])
    expect(await bot.platform.health()).toMatchObject({ ok: true, detail: expect.stringContaining('1 open') })
    expect(bot.routes).toEqual([])
  })

  it('gives an event the same key as HTTP does', async () => {
    const { workspace, arrivals } = await connected()
    workspace.channel('ops', { members: ['Bellhop'] })
    const said = await workspace.person('alice').says('@Bellhop hello', { in: '#ops' })
    await workspace.idle()
    const { appId, teamId } = workspace.credentials()
    expect(arrivals.map((arrival) => arrival.key)).toContain(`slack:${appId}:${teamId}:${said.channel}:${said.ts}`)
  })

  it('does not acknowledge an event that could not be stored, and asks for a command again', async () => {
    const { workspace, breakStore } = await connected()
    workspace.channel('ops', { members: ['Bellhop'] })
    const alice = workspace.person('alice')
    breakStore()
    const answered = await alice.types('/bellhop ping', { in: '#ops' })
    expect(answered).toMatchObject({ outcome: 'answered', body: { text: expect.stringContaining('send it again') } })
    await alice.says('@Bellhop hello', { in: '#ops' })
    const delivery = await workspace.journal.waitForDelivery('message')
    expect(delivery.outcome).toBe('timeout')
  })

  it('opens the next socket before it leaves the old one when Slack asks for it, and never has more than two', async () => {
    const { workspace, sockets } = await connected()
    for (let round = 1; round <= 3; round++) {
      workspace.sockets.disconnect('refresh_requested')
      await until(() => sockets.length === 1 + 2 * round)
    }
    expect(sockets).toEqual([1, 2, 1, 2, 1, 2, 1])
  })

  it('notices a socket that has gone deaf within a minute, says so and opens another', async () => {
    const clock = createMovableClock()
    const { workspace, bot } = await connected({ clock })
    workspace.sockets.freeze()
    await clock.advance(46_000)
    await workspace.journal.waitForRequest('apps.connections.open', 2)
    await until(async () => (await bot.platform.health()).ok)
  })

  it('shows in its health that nothing was heard for a while', async () => {
    const { bot, skip } = await connected({ beats: false })
    expect((await bot.platform.health()).ok).toBe(true)
    skip(50_000)
    expect(await bot.platform.health()).toMatchObject({ ok: false, detail: expect.stringContaining('heard 50 s ago') })
  })

  it('waits as long as Slack asks before it opens a socket again', async () => {
    const clock = createMovableClock()
    const workspace = await createSlackWorkspace({ clock, socketMode: true })
    workspace.faults.add('apps.connections.open', { kind: 'limited', retryAfterSeconds: 60 })
    const { bot } = await connected({ clock, workspace, awaits: false })
    const started = bot.platform.start()
    await workspace.journal.waitForRequest('apps.connections.open')
    await until(async () => (await bot.platform.health()).detail.includes('limited'))
    await clock.advance(59_000)
    expect(workspace.journal.requests('apps.connections.open')).toHaveLength(1)
    await clock.advance(3_000)
    await workspace.journal.waitForRequest('apps.connections.open', 2)
    await until(async () => (await bot.platform.health()).ok)
    await started
  })

  it('comes back after Slack was down, more and more slowly', async () => {
    const clock = createMovableClock()
    const workspace = await createSlackWorkspace({ clock, socketMode: true })
    workspace.faults.add('apps.connections.open', { kind: 'down' }, 3)
    const { bot, log } = await connected({ clock, workspace, awaits: false })
    const started = bot.platform.start()
    const failures = () => log.lines.filter((line) => line.message === 'no socket to Slack yet').length
    for (let round = 1; round <= 3; round++) {
      await until(() => failures() === round)
      const pause = 250 * 2 ** (round - 1)
      await clock.advance(pause - 1)
      expect(workspace.journal.requests('apps.connections.open')).toHaveLength(round)
      await clock.advance(pause + 1)
    }
    await until(async () => (await bot.platform.health()).ok)
    await started
  })

  it('writes the address of a socket, which lets anybody in, into no log, whatever becomes of it', async () => {
    const { workspace, bot, log } = await connected()
    workspace.faults.add('apps.connections.open', { kind: 'answer lost' }, 2)
    workspace.sockets.disconnect('warning')
    const failures = () => log.lines.filter((line) => line.message === 'Slack does not open a socket').length
    await until(() => failures() === 2)
    await until(async () => (await bot.platform.health()).ok)
    const written = JSON.stringify(log.lines, (_, value) =>
      value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
    )
    const { appToken, botToken } = workspace.credentials()
    for (const secret of ['ticket=', 'ws://', appToken, botToken]) expect(written).not.toContain(secret)
  })

  it('closes its sockets when it stops, and opens none again', async () => {
    const { workspace, bot } = await connected()
    await bot.platform.stop()
    await until(() => workspace.sockets.count() === 0)
    expect(workspace.journal.requests('apps.connections.open')).toHaveLength(1)
  })

  type Setting = {
    clock?: Clock
    workspace?: Awaited<ReturnType<typeof createSlackWorkspace>>
    awaits?: boolean
    beats?: boolean
  }

  async function connected({ clock = systemClock, workspace: given, awaits = true, beats = true }: Setting = {}) {
    const workspace = given ?? (await createSlackWorkspace({ clock, socketMode: true }))
    stops.push(() => workspace.close())
    const arrivals: Arrival[] = []
    let isBroken = false
    const intake = {
      async accept(arrival: Arrival) {
        if (isBroken) throw new Error('the disk is full')
        if (arrivals.some((one) => one.key === arrival.key)) return 'duplicate' as const
        arrivals.push(arrival)
        return 'stored' as const
      },
    }
    const sockets: number[] = []
    const log = createQuietLog()
    const metrics = { ...noMetrics, gauge: (_: string, __: object, value: number) => void sockets.push(value) }
    const { botToken, apiUrl } = keysOf(workspace)
    const appToken = createSecret(workspace.credentials().appToken)
    let skipped = 0
    const never = () => new Promise<void>(() => undefined)
    const botClock = { now: () => clock.now() + skipped, wait: beats ? clock.wait : never }
    const bot = createSlackBot({ botToken, apiUrl, appToken, intake, log, metrics, clock: botClock })
    stops.push(() => bot.platform.stop())
    if (awaits) await bot.platform.start()
    const breakStore = () => {
      isBroken = true
    }
    const skip = (ms: number) => {
      skipped += ms
    }
    return { workspace, bot, log, arrivals, sockets, breakStore, skip }
  }
})

function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  return expect.poll(isSo, { interval: 5 }).toBe(true)
}
