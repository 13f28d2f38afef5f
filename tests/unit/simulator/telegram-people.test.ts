// People by speech, and what a page that looks over their shoulder gets.
import { describe, expect, it } from 'vitest'
import { openScene, withAlice } from './telegram-support.ts'

describe('a person', () => {
  it('waits for what is new since they last did something, also when it is there already', async () => {
    const { api, alice, chat } = await withAlice()
    await api.sendMessage(chat, 'old pong')
    await alice.says('/ping')
    await api.sendMessage(chat, 'pong 1')
    expect((await alice.waitsFor(/pong/)).text).toBe('pong 1')
    const waiting = alice.waitsFor('pong 2')
    await api.sendMessage(chat, 'pong 2')
    expect((await waiting).text).toBe('pong 2')
  })

  it('waits for an edit as for a message', async () => {
    const { api, alice, chat } = await withAlice()
    const { message_id } = await api.sendMessage(chat, 'working')
    const waiting = alice.waitsFor(({ text, isEdited }) => isEdited && text === 'done')
    await api.editMessageText(chat, message_id, 'done')
    expect((await waiting).id).toBe(message_id)
  })

  it('says what they saw instead when they waited in vain', async () => {
    const { api, alice, chat } = await withAlice()
    await api.sendMessage(chat, 'oops')
    await expect(alice.waitsFor(/pong/, { withinMs: 1 })).rejects.toThrow(
      'Alice waited 1 ms in the private chat for /pong/ and saw: /start | oops',
    )
  })

  it('is the same person by the same name', async () => {
    const { telegram } = await openScene()
    expect(telegram.person('Alice')).toBe(telegram.person('alice'))
    expect(telegram.person('bob').user.id).not.toBe(telegram.person('alice').user.id)
  })

  it('edits and deletes only what they wrote; the bot never hears of a deletion', async () => {
    const { api, alice, chat } = await withAlice()
    const mine = await alice.says('typo')
    await alice.edits(mine, 'no typo')
    await alice.deletes(mine)
    const kinds = (await api.getUpdates()).map((update) => Object.keys(update)[1])
    expect(kinds).toEqual(['message', 'message', 'edited_message'])
    const { message_id } = await api.sendMessage(chat, 'not yours')
    await expect(alice.edits(message_id, 'x')).rejects.toThrow('Alice did not write message')
  })

  it('is told what cannot be done', async () => {
    const { telegram, alice } = await withAlice()
    await expect(alice.says('x', { in: 'nowhere' })).rejects.toThrow('There is no chat called nowhere; open it first')
    await expect(alice.says('x', { topic: 'none' })).rejects.toThrow('There is no topic called none here.')
    await expect(alice.says('  ')).rejects.toThrow('Telegram does not send empty messages.')
    await expect(alice.opensTopic('x')).rejects.toThrow('make the bot with topics: true')
    const ops = telegram.group('ops')
    ops.removes(alice)
    await expect(alice.says('x', { in: 'ops' })).rejects.toThrow('Alice was removed from ops.')
    await alice.blocks()
    await expect(alice.says('x')).rejects.toThrow('Alice has blocked the bot')
    expect(() => telegram.group('ops')).toThrow('There is a chat called ops already.')
  })

  it('speaks to the bot they name when there are several', async () => {
    const { telegram, api } = await openScene()
    const other = telegram.addBot({ username: 'other_bot' })
    const alice = telegram.person('alice')
    await alice.says('for the other', { with: 'other_bot' })
    expect(await api.getUpdates()).toEqual([])
    const answer = await fetch(`${telegram.apiRoot}/bot${other.token}/getUpdates`)
    expect(await answer.json()).toMatchObject({ result: [{ message: { text: 'for the other' } }] })
  })
})

describe('an observer', () => {
  it('hears of every change, until it stops listening', async () => {
    const { api, alice, chat, telegram } = await withAlice()
    const kinds: string[] = []
    const stop = telegram.observe(({ kind }) => kinds.push(kind))
    const { message_id } = await api.sendMessage(chat, 'x')
    await api.editMessageText(chat, message_id, 'y')
    await api.sendChatAction(chat, 'typing')
    await api.setMyCommands([{ command: 'help', description: 'Help' }])
    expect(kinds.filter((kind) => kind !== 'request')).toEqual(['message', 'edited', 'action', 'commands'])
    stop()
    await alice.says('unheard')
    expect(kinds).not.toContain('unheard')
    expect(kinds.filter((kind) => kind === 'message')).toHaveLength(1)
  })

  it('gets all chats as one person sees them', async () => {
    const { api, alice, chat, telegram } = await withAlice()
    telegram.group('ops', { people: [alice] })
    telegram.group('secret', { people: [telegram.person('bob')] })
    await api.sendMessage(chat, '**', { reply_markup: { keyboard: [['Yes', 'No']] } })
    expect(telegram.snapshot('alice')).toMatchObject([
      {
        title: 'Bellhop',
        kind: 'private',
        isBlocked: false,
        messages: [{ text: '/start', from: { name: 'Alice', isBot: false } }, { keyboard: [['Yes', 'No']] }],
      },
      { title: 'ops', kind: 'group', messages: [] },
    ])
  })

  it('can wait for anything', async () => {
    const { api, chat, telegram } = await withAlice()
    const waiting = telegram.until(() => telegram.journal.requests('sendMessage')[1]?.args.text)
    await api.sendMessage(chat, 'one')
    await api.sendMessage(chat, 'two')
    expect(await waiting).toBe('two')
    await expect(telegram.until(() => false, 1)).rejects.toThrow('did not happen within 1 ms')
  })
})
