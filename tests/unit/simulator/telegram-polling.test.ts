// Long polling: when it answers, what an offset confirms, and who loses when two poll.
import { describe, expect, it } from 'vitest'
import { createMovableClock } from '../../../src/simulator/clocks.ts'
import { openScene, refusal, untilWaiting, withAlice } from './telegram-support.ts'

describe('getUpdates', () => {
  it('waits until something happens', async () => {
    const { api, telegram } = await openScene()
    const polling = api.getUpdates({ timeout: 50 })
    await telegram.person('alice').says('/start now')
    expect(await polling).toMatchObject([
      {
        message: {
          text: '/start now',
          entities: [{ type: 'bot_command', offset: 0, length: 6 }],
          from: { first_name: 'Alice', language_code: 'en' },
        },
      },
    ])
  })

  it('answers with nothing when its time is over, at most 50 seconds', async () => {
    const { api, clock } = await openScene()
    const polling = api.getUpdates({ timeout: 300 })
    await untilWaiting(clock)
    await clock.advance(49_999)
    expect(clock.waiting()).toBe(1)
    await clock.advance(1)
    expect(await polling).toEqual([])
  })

  it('gives updates again until a higher offset confirms them', async () => {
    const { api, alice } = await withAlice()
    await alice.says('two')
    const [first, second] = await api.getUpdates()
    expect(await api.getUpdates()).toEqual([first, second])
    expect(await api.getUpdates({ offset: second?.update_id ?? 0 })).toEqual([second])
    expect(await api.getUpdates()).toEqual([second])
    expect(await api.getUpdates({ offset: (second?.update_id ?? 0) + 1 })).toEqual([])
  })

  it('gives at most as many as asked for, and with a negative offset only the last ones', async () => {
    const { api, alice } = await withAlice()
    for (const text of ['two', 'three', 'four']) await alice.says(text)
    expect((await api.getUpdates({ limit: 2 })).map(({ message }) => message?.text)).toEqual(['/start', 'two'])
    expect((await api.getUpdates({ offset: -2 })).map(({ message }) => message?.text)).toEqual(['three', 'four'])
    expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['three', 'four'])
  })

  it('forgets a message after a day and a press after 150 seconds', async () => {
    const { api, alice, chat, clock } = await withAlice()
    await api.sendMessage(chat, 'x', { reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'y' }]] } })
    await alice.presses('Yes')
    await clock.advance(150_000)
    expect((await api.getUpdates()).map(Object.keys)).toEqual([['update_id', 'message']])
    await clock.advance(86_400_000)
    expect(await api.getUpdates()).toEqual([])
  })

  it('ends an older poll with a conflict', async () => {
    const { api, clock } = await openScene()
    const older = refusal(api.getUpdates({ timeout: 50 }))
    await untilWaiting(clock)
    await api.getUpdates()
    expect(await older).toMatchObject({
      code: 409,
      description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    })
  })

  it('is refused while a webhook is set, and ended when one is', async () => {
    const { api, clock } = await openScene()
    const waiting = refusal(api.getUpdates({ timeout: 50 }))
    await untilWaiting(clock)
    await api.setWebhook('http://127.0.0.1:9/telegram')
    expect(await waiting).toMatchObject({ code: 409, description: 'Conflict: terminated by setWebhook request' })
    expect(await refusal(api.getUpdates())).toMatchObject({
      code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    })
    await api.deleteWebhook()
    expect(await api.getUpdates()).toEqual([])
  })

  it('gives only the kinds asked for, from then on, until others are asked for', async () => {
    const { api, alice, chat } = await withAlice()
    const { id } = await alice.says('two')
    await api.getUpdates({ allowed_updates: ['message_reaction'] })
    await alice.says('three')
    await alice.reacts(id, '👍')
    const kinds = (await api.getUpdates()).map((update) => Object.keys(update)[1])
    expect(kinds).toEqual(['message', 'message', 'message_reaction'])
    await api.getUpdates({ allowed_updates: [] })
    await alice.reacts(id, '🔥')
    await alice.edits(id, 'two!')
    expect((await api.getUpdates()).at(-1)).toMatchObject({ edited_message: { chat: { id: chat }, text: 'two!' } })
    expect((await api.getUpdates()).filter((update) => update.message_reaction)).toHaveLength(1)
  })
})

describe('identifiers', () => {
  it('count through private chats and groups, and from the start again in each supergroup', async () => {
    const { telegram, alice } = await withAlice()
    telegram.group('ops', { people: [alice] })
    telegram.supergroup('all', { people: [alice] })
    const ids = [await alice.says('a', { in: 'ops' }), await alice.says('b'), await alice.says('c', { in: 'all' })]
    const first = alice.sees()[0]?.id ?? 0
    expect(ids.map(({ id }) => id - first)).toEqual([1, 2, 0])
  })

  it('do not come again after a restart, but people, groups and bots keep theirs', async () => {
    const first = await withAlice()
    const ops = first.telegram.group('ops')
    const [update] = await first.api.getUpdates()
    const second = await withAlice({ clock: createMovableClock(first.clock.now() + 1000) })
    const [next] = await second.api.getUpdates()
    expect(next?.update_id).toBeGreaterThan(update?.update_id ?? 0)
    expect(next?.message?.message_id).toBeGreaterThan(update?.message?.message_id ?? 0)
    expect(second.chat).toBe(first.chat)
    expect(second.telegram.group('ops').id()).toBe(ops.id())
    expect(second.telegram.bot.id).toBe(first.telegram.bot.id)
    expect(second.telegram.bot.token).not.toBe(first.telegram.bot.token)
  })
})
