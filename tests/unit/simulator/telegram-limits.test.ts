// Sending limits and the switches that make things go wrong.
import { InputFile, InputMediaBuilder } from 'grammy'
import { describe, expect, it } from 'vitest'
import { isLost, openScene, pngOf, refusal, untilWaiting, withAlice } from './telegram-support.ts'

describe('the limits', () => {
  it('let a short burst through in a private chat, then one message a second', async () => {
    const { api, chat, clock } = await withAlice({ hasLimits: true })
    for (const text of ['1', '2', '3']) await api.sendMessage(chat, text)
    expect(await refusal(api.sendMessage(chat, '4'))).toEqual({
      code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    })
    await clock.advance(3000)
    await expect(api.sendMessage(chat, '4')).resolves.toBeTruthy()
  })

  it('count edits and every item of an album', async () => {
    const { api, chat, clock } = await withAlice({ hasLimits: true })
    const { message_id } = await api.sendMessage(chat, 'progress 0')
    await api.editMessageText(chat, message_id, 'progress 1')
    await api.editMessageText(chat, message_id, 'progress 2')
    expect((await refusal(api.editMessageText(chat, message_id, 'progress 3'))).code).toBe(429)
    await clock.advance(10_000)
    const photo = () => InputMediaBuilder.photo(new InputFile(pngOf(9, 9), 'a.png'))
    await api.sendMediaGroup(chat, [photo(), photo(), photo()])
    expect((await refusal(api.sendMessage(chat, 'one more'))).code).toBe(429)
  })

  it('let twenty messages a minute into a group', async () => {
    const { api, telegram, clock } = await openScene({ hasLimits: true })
    const ops = telegram.group('ops')
    for (let i = 0; i < 20; i += 1) await api.sendMessage(ops.id(), `${i}`)
    await clock.advance(15_000)
    expect((await refusal(api.sendMessage(ops.id(), 'x'))).parameters).toEqual({ retry_after: 45 })
    await clock.advance(45_000)
    await expect(api.sendMessage(ops.id(), 'x')).resolves.toBeTruthy()
  })

  it('let thirty messages a second out, however many chats they go to', async () => {
    const { api, telegram } = await openScene({ hasLimits: true })
    const people = Array.from({ length: 31 }, (_, i) => telegram.person(`person ${i}`))
    for (const person of people) await person.says('/start')
    for (const { user } of people.slice(0, 30)) await api.sendMessage(user.id, 'x')
    expect((await refusal(api.sendMessage(people[30]?.user.id ?? 0, 'x'))).description).toBe(
      'Too Many Requests: retry after 1',
    )
  })

  it('can be switched off, and do not hold back typing and answers to presses', async () => {
    const { api, chat, telegram } = await withAlice({ hasLimits: true })
    for (let i = 0; i < 10; i += 1) await api.sendChatAction(chat, 'typing')
    telegram.limits.isOn = false
    for (let i = 0; i < 40; i += 1) await api.sendMessage(chat, 'x')
    telegram.limits.isOn = true
    await expect(api.sendMessage(chat, 'x')).resolves.toBeTruthy()
  })

  it('do not count what was refused', async () => {
    const { api, chat } = await withAlice({ hasLimits: true })
    for (let i = 0; i < 5; i += 1) await refusal(api.sendMessage(chat, ''))
    await expect(api.sendMessage(chat, 'x')).resolves.toBeTruthy()
  })
})

describe('a fault', () => {
  it('limits the next call of a method, once', async () => {
    const { api, chat, telegram } = await withAlice()
    telegram.faults.add('sendMessage', { kind: 'too many', retryAfter: 7 })
    await api.sendChatAction(chat, 'typing')
    expect(await refusal(api.sendMessage(chat, 'x'))).toMatchObject({ code: 429, parameters: { retry_after: 7 } })
    await expect(api.sendMessage(chat, 'x')).resolves.toBeTruthy()
  })

  it('answers with a server error and does nothing', async () => {
    const { api, chat, alice, telegram } = await withAlice()
    telegram.faults.add('*', { kind: 'down', status: 502 }, 2)
    expect(await refusal(api.sendMessage(chat, 'x'))).toMatchObject({ code: 502, description: 'Bad Gateway' })
    expect((await refusal(api.getMe())).code).toBe(502)
    expect(alice.sees()).toHaveLength(1)
  })

  it('cuts the connection before anything happens', async () => {
    const { api, chat, alice, telegram } = await withAlice()
    telegram.faults.add('sendMessage', { kind: 'down' })
    expect(await isLost(api.sendMessage(chat, 'x'))).toBe(true)
    expect(alice.sees()).toHaveLength(1)
    expect(telegram.journal.requests('sendMessage')).toMatchObject([{ outcome: 'cut' }])
  })

  it('loses the answer after the effect', async () => {
    const { api, chat, alice, telegram } = await withAlice()
    telegram.faults.add('sendMessage', { kind: 'lost answer' })
    expect(await isLost(api.sendMessage(chat, 'x'))).toBe(true)
    expect(alice.sees().at(-1)?.text).toBe('x')
    expect(telegram.journal.requests('sendMessage')).toMatchObject([{ outcome: 'answer lost', args: { text: 'x' } }])
  })

  it('makes a call slow, on the clock', async () => {
    const { api, chat, alice, clock, telegram } = await withAlice()
    telegram.faults.add('sendMessage', { kind: 'slow', ms: 30_000 })
    const sending = api.sendMessage(chat, 'x')
    await untilWaiting(clock)
    await clock.advance(29_999)
    expect(alice.sees()).toHaveLength(1)
    await clock.advance(1)
    await expect(sending).resolves.toBeTruthy()
  })

  it('gives an update twice, although it was confirmed', async () => {
    const { api, telegram } = await openScene()
    telegram.updateFaults.add('message', 'twice')
    await telegram.person('alice').says('x')
    const [update] = await api.getUpdates({ limit: 1 })
    expect(await api.getUpdates({ offset: (update?.update_id ?? 0) + 1 })).toEqual([update])
    expect(await api.getUpdates({ offset: (update?.update_id ?? 0) + 1 })).toEqual([])
  })

  it('gives an update after the next one, although that one was confirmed', async () => {
    const { api, telegram } = await openScene()
    telegram.updateFaults.add('message', 'late')
    await telegram.person('alice').says('first')
    expect(await api.getUpdates()).toEqual([])
    await telegram.person('alice').says('second')
    const [second] = await api.getUpdates({ limit: 1 })
    expect(second?.message?.text).toBe('second')
    const [first] = await api.getUpdates({ offset: (second?.update_id ?? 0) + 1 })
    expect(first).toMatchObject({ update_id: (second?.update_id ?? 0) - 1, message: { text: 'first' } })
  })

  it('is gone when the switches are cleared', async () => {
    const { api, chat, telegram } = await withAlice()
    telegram.faults.add('sendMessage', { kind: 'down' }, 100)
    telegram.faults.clear()
    await expect(api.sendMessage(chat, 'x')).resolves.toBeTruthy()
  })
})

describe('the journal', () => {
  it('keeps what was asked and how it went, without tokens and file contents', async () => {
    const { api, chat, telegram } = await withAlice()
    await api.sendDocument(chat, new InputFile(Buffer.from('secret content'), 'a.txt'))
    await refusal(api.sendMessage(chat, ''))
    expect(telegram.journal.requests()).toMatchObject([
      { method: 'sendDocument', outcome: 200, bot: 'bellhop_bot' },
      { method: 'sendMessage', outcome: 400, description: 'Bad Request: message text is empty' },
    ])
    const written = JSON.stringify(telegram.journal.requests())
    expect(written).toContain('a.txt, 14 bytes')
    expect(written).not.toContain('secret content')
    expect(written).not.toContain(telegram.bot.token)
  })
})
