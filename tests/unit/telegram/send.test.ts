// How a call ends is told in the words of the outbox, and what Telegram refuses for a reason that can be taken away is called again.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Address } from '../../../bots/telegram/place.ts'
import { say } from '../../../src/domain/reply.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import type { Sent, Step } from '../../../src/ports/chat-platform.ts'
import { createMovableClock } from '../../../src/simulator/clocks.ts'
import type { Person } from '../../../src/simulator/telegram/people.ts'
import { openBot, to } from './open-bot.ts'

let world: Awaited<ReturnType<typeof openBot>>
let alice: Person
const outcomes: Sent[] = []

/** On a clock that stands still, or what is sent within a second would depend on the machine. */
async function open(options: Parameters<typeof openBot>[0] = {}): Promise<void> {
  world = await openBot({ clock: createMovableClock(), ...options })
  alice = world.telegram.person('Alice')
  await alice.says('/start')
}

beforeEach(async () => {
  await open()
})
afterEach(async () => {
  await world.close()
  expect(JSON.stringify([outcomes, world.log.lines])).not.toContain(world.token.split(':')[1])
  outcomes.length = 0
})

async function send(step: Step, address: Address = { chat: alice.user.id }): Promise<Sent> {
  const sent = await world.platform.send(world.sending(step, to(address)))
  outcomes.push(sent)
  return sent
}
const message = (args: object, chat = alice.user.id): Step => ({
  call: 'sendMessage',
  payload: { args: { chat_id: chat, text: 'hello', ...args } },
})
const calls = (method = 'sendMessage') => world.telegram.journal.requests(method).map(({ outcome }) => outcome)
const told = () => alice.sees().filter(({ from }) => from.isBot)

describe('a call', () => {
  it('that Telegram did has the id of what it made', async () => {
    const sent = await send(message({}))
    expect(sent).toEqual({ outcome: 'sent', id: `${alice.user.id}:${told()[0]?.id}` })
  })

  it('that is limited waits as long as Telegram says, here alone', async () => {
    world.telegram.faults.add('sendMessage', { kind: 'too many', retryAfter: 7 })
    expect(await send(message({}))).toEqual({ outcome: 'later', afterMs: 7_000, scope: 'conversation' })
  })

  it('that is limited while we send everywhere waits everywhere', async () => {
    for (let i = 0; i < 25; i++) await send(message({}))
    world.telegram.faults.add('sendMessage', { kind: 'too many', retryAfter: 2 })
    expect(await send(message({}))).toEqual({ outcome: 'later', afterMs: 2_000, scope: 'everything' })
  })

  it.each([
    ['whose answer is lost', { kind: 'lost answer' } as const],
    ['that meets a gateway in trouble', { kind: 'down', status: 502 } as const],
    ['whose connection breaks', { kind: 'down' } as const],
  ])('%s is unknown', async (_what, fault) => {
    world.telegram.faults.add('sendMessage', fault)
    expect(await send(message({}))).toMatchObject({ outcome: 'unknown' })
  })

  it('that takes too long is unknown', async () => {
    await world.close()
    await open({ sendMs: 400 })
    world.telegram.faults.add('sendMessage', { kind: 'slow', ms: 60_000 })
    expect(await send(message({}))).toMatchObject({ outcome: 'unknown' })
  })

  it('that nobody takes can be made again soon', async () => {
    await world.telegram.close()
    expect(await send(message({}))).toMatchObject({ outcome: 'retry', reason: expect.stringContaining('ECONNREFUSED') })
  })

  it('to somebody who blocked the bot will never work', async () => {
    await alice.blocks()
    expect(await send(message({}))).toEqual({ outcome: 'refused', reason: expect.stringContaining('blocked') })
    expect(calls()).toEqual([403])
  })

  it('that changes nothing has done its work', async () => {
    await send(message({}))
    const edit: Step = {
      call: 'editMessageText',
      payload: { args: { chat_id: alice.user.id, message_id: told()[0]?.id, text: 'hello' } },
    }
    expect(await send(edit)).toEqual({ outcome: 'sent', id: null })
  })

  it('cannot be looked up, but an edit can be made twice', async () => {
    const find = (call: string) => world.platform.find(world.sending({ call, payload: {} }, to({ chat: 1 })))
    expect(await find('sendMessage')).toEqual({ outcome: 'unknowable' })
    expect(await find('editMessageText')).toEqual({ outcome: 'absent' })
  })

  it('is not made while what its buttons stand for cannot be kept', async () => {
    const broken = await openBot({
      memory: { find: async () => undefined, save: () => Promise.reject(new Error('no')) },
    })
    const reply = {
      parts: [{ kind: 'buttons' as const, buttons: [{ label: 'x', action: 'run', value: 'y'.repeat(80) }] }],
    }
    const [step] = broken.platform.plan({ ...reply, audience: 'everyone' }, to({ chat: 1 }))
    const sent = step && (await broken.platform.send(broken.sending(step, to({ chat: 1 }))))
    expect(sent).toMatchObject({ outcome: 'retry' })
    expect(broken.telegram.journal.requests()).toEqual([])
    await broken.close()
  })
})

describe('a refusal that can be helped', () => {
  it('for its markup: once more as plain text', async () => {
    const sent = await send(message({ text: '<b>1 &lt; 2</b> <i>open', parse_mode: 'HTML' }))
    expect(sent.outcome).toBe('sent')
    expect(told()[0]?.text).toBe('1 < 2 open')
    expect(calls()).toEqual([400, 200])
  })

  it('for a topic that is gone: once more without it', async () => {
    const group = world.telegram.supergroup('Team', { people: [alice], isForum: true })
    const sent = await send(message({ message_thread_id: 12345 }, group.id()))
    expect(sent.outcome).toBe('sent')
    expect(calls()).toEqual([400, 200])
  })

  it('that comes again is final', async () => {
    const group = world.telegram.supergroup('Team', { people: [alice] })
    const sent = await send(message({ text: ' ', message_thread_id: 12345, parse_mode: 'HTML' }, group.id()))
    expect(sent).toEqual({ outcome: 'refused', reason: expect.stringContaining('400') })
  })

  it('for a group that moved: in its new place, and straight there from then on', async () => {
    const group = world.telegram.group('Team', { people: [alice] })
    const old = group.id()
    const moved = group.migrates()
    expect(await send(message({}, old))).toMatchObject({ outcome: 'sent', id: expect.stringMatching(`^${moved}:`) })
    expect(calls()).toEqual([400, 200])
    expect(await send(message({}, old))).toMatchObject({ outcome: 'sent' })
    expect(calls()).toEqual([400, 200, 200])
    expect(world.kept.get(`telegram:${world.telegram.bot.id}:chat:${moved}`)).toBe(String(old))
  })
})

describe('a wrong token', () => {
  it('keeps replies waiting, and shows in the health and once in the log', async () => {
    const token = createSecret(`${world.telegram.bot.id}:AAwrongwrongwrongwrongwrongwrongwro`)
    const wrong = await openBot({ token, apiRoot: world.telegram.apiRoot })
    await wrong.platform.start()
    const sent = await wrong.show(say('hello'), to({ chat: alice.user.id }))
    expect(sent).toEqual([{ outcome: 'retry', reason: 'Telegram refuses the token' }])
    expect(await wrong.platform.health()).toEqual({ ok: false, detail: expect.stringContaining('TELEGRAM_BOT_TOKEN') })
    expect(wrong.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(JSON.stringify([sent, wrong.log.lines])).not.toContain('AAwrong')
    await wrong.close()
  })
})

describe('limits', () => {
  const limits = { privateChat: { count: 3, perMs: 3_000 }, group: { count: 20, perMs: 60_000 } }

  it('are three messages in three seconds in private, and each that waits gets a moment of its own', async () => {
    const slow = await openBot({ limits, clock: createMovableClock(), apiRoot: world.telegram.apiRoot })
    const sendings = Array.from({ length: 8 }, () => slow.sending(message({}), to({ chat: 1 })))
    const waits: number[] = []
    for (const sending of sendings) {
      const sent = await slow.platform.send(sending)
      waits.push(sent.outcome === 'later' ? sent.afterMs / 1_000 : 0)
    }
    expect(waits).toEqual([0, 0, 0, 3, 3, 3, 6, 6])
    const again = sendings[7] && (await slow.platform.send(sendings[7]))
    expect(again?.outcome === 'later' && again.afterMs / 1_000).toBe(6)
    await slow.close()
  })

  it('are twenty messages a minute in a group', async () => {
    const slow = await openBot({ limits, clock: createMovableClock(), apiRoot: world.telegram.apiRoot })
    const outcomesOf: string[] = []
    for (let i = 0; i < 21; i++)
      outcomesOf.push((await slow.platform.send(slow.sending(message({}, -5), to({ chat: -5 })))).outcome)
    expect(outcomesOf.filter((outcome) => outcome === 'later')).toHaveLength(1)
    await slow.close()
  })
})
