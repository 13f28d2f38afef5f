import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMovableClock } from '../../../src/simulator/clocks.ts'
import { openSlack, type Slack } from './open-slack.ts'

describe('who somebody is in Slack', () => {
  let slack: Slack
  const clock = createMovableClock()
  beforeAll(async () => {
    slack = await openSlack({ clock })
    slack.workspace.person('alice')
    slack.workspace.person('guest', { guest: 'many channels' })
    slack.workspace.person('visitor', { guest: 'one channel' })
    slack.workspace.person('neighbour', { stranger: true })
    slack.workspace.channel('shared', { shared: true, members: ['Bellhop', 'alice', 'guest', 'visitor', 'neighbour'] })
  })
  // What is remembered of people is forgotten before the next test.
  beforeEach(() => clock.advance(11 * 60_000))
  afterEach(() => slack.workspace.faults.clear())
  afterAll(() => slack.stop())

  const asks = () => slack.workspace.journal.requests('users.info').length

  async function hears(name: string, text = '@Bellhop hello') {
    await slack.workspace.person(name).says(text, { in: '#shared' })
    await slack.workspace.idle()
    const arrival = slack.arrivals.at(-1)
    if (!arrival) throw new Error('nothing arrived')
    return arrival
  }

  async function senderAfter(name: string) {
    return (await slack.reads(await hears(name)))?.sender
  }

  it.each([
    ['alice', false],
    ['guest', true],
    ['visitor', true],
    ['neighbour', true],
  ])('%s counts as a stranger: %s', async (name, isStranger) => {
    expect(await senderAfter(name)).toMatchObject({ name, isStranger })
  })

  it('is a program where Slackbot speaks, though Slack calls it a person: whoever may set a reminder chooses its words', async () => {
    const { id } = slack.workspace.person('alice')
    const arrival = await hears('alice')
    const body = Buffer.from(Buffer.from(arrival.body).toString().replaceAll(id, 'USLACKBOT'))
    expect((await slack.reads({ ...arrival, body }))?.sender).toMatchObject({ isBot: true })
  })

  it('is asked for once and remembered for ten minutes', async () => {
    await senderAfter('alice')
    const before = asks()
    await senderAfter('alice')
    expect(asks()).toBe(before)
    await clock.advance(11 * 60_000)
    await senderAfter('alice')
    expect(asks()).toBe(before + 1)
  })

  it('is never asked for before the event is acknowledged', async () => {
    const before = asks()
    await hears('alice')
    expect(asks()).toBe(before)
  })

  it('changes at once when Slack tells of it', async () => {
    slack.workspace.changePerson('guest', { guest: 'no' })
    await slack.workspace.idle()
    const told = slack.arrivals.at(-1)
    expect(told && (await slack.reads(told))).toBeUndefined()
    const before = asks()
    expect(await senderAfter('guest')).toMatchObject({ isStranger: false })
    expect(asks()).toBe(before)
    slack.workspace.changePerson('guest', { deleted: true })
    await slack.workspace.idle()
    const gone = slack.arrivals.at(-1)
    if (gone) await slack.reads(gone)
    expect(await senderAfter('guest')).toMatchObject({ isStranger: true })
  })

  it('is a stranger when Slack does not know them', async () => {
    slack.workspace.faults.add('users.info', { kind: 'error', error: 'user_not_found' })
    expect(await senderAfter('alice')).toMatchObject({ isStranger: true })
    await clock.advance(2 * 60_000)
    expect(await senderAfter('alice')).toMatchObject({ isStranger: false })
  })

  it('is who they were earlier today, while Slack does not answer', async () => {
    await senderAfter('alice')
    await clock.advance(60 * 60_000)
    slack.workspace.faults.add('users.info', { kind: 'down' })
    expect(await senderAfter('alice')).toMatchObject({ name: 'alice', isStranger: false })
  })

  it('makes the event of a newcomer wait while Slack does not answer, and is a stranger if it never does', async () => {
    slack.workspace.person('newcomer')
    const arrival = await hears('newcomer')
    slack.workspace.faults.add('users.info', { kind: 'down' }, 4)
    for (const attempt of [0, 1, 2]) await expect(slack.reads(arrival, attempt)).rejects.toThrow('who that is')
    expect((await slack.reads(arrival, 3))?.sender).toMatchObject({ isStranger: true })
  })

  it('is said once in the log when the bot may not see people', async () => {
    slack.workspace.faults.add('users.info', { kind: 'error', error: 'missing_scope' }, 2)
    expect(await senderAfter('alice')).toMatchObject({ isStranger: true })
    await senderAfter('neighbour')
    expect(slack.log.lines.filter((line) => line.message.includes('users:read'))).toHaveLength(1)
  })

  it('stays a stranger of their own when pressing a button in a shared channel', async () => {
    const read = await slack.reads(await hears('alice'))
    if (!read) throw new Error('nothing read')
    const buttons = [{ label: 'Me', action: 'run', value: 'whoami' }]
    await slack.sends({ parts: [{ kind: 'buttons', buttons }], audience: 'everyone' }, read.replyTo)
    await slack.workspace.person('neighbour').presses('Me', { in: '#shared' })
    const pressed = await slack.lastRead('press')
    expect(pressed).toMatchObject({ workspace: read.workspace, sender: { name: 'neighbour', isStranger: true } })
  })
})
