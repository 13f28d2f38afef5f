// Editing, deleting and passing on messages through the real grammY.
import { InlineKeyboard } from 'grammy'
import { describe, expect, it } from 'vitest'
import { openScene, refusal, withAlice } from './telegram-support.ts'

describe('editing a message', () => {
  it('changes the text, and takes the buttons away unless they are sent again', async () => {
    const { api, alice, chat } = await withAlice()
    const keyboard = new InlineKeyboard().text('Yes', 'y')
    const { message_id } = await api.sendMessage(chat, 'first', { reply_markup: keyboard })
    const edited = await api.editMessageText(chat, message_id, 'second')
    expect(edited).toMatchObject({ message_id, text: 'second', edit_date: expect.any(Number) })
    expect(alice.sees().at(-1)).toMatchObject({ id: message_id, text: 'second', buttons: [], isEdited: true })
  })

  it('is refused when nothing changes', async () => {
    const { api, chat } = await withAlice()
    const other = { reply_markup: new InlineKeyboard().text('Yes', 'y'), parse_mode: 'HTML' } as const
    const { message_id } = await api.sendMessage(chat, '<b>same</b>', other)
    expect(await refusal(api.editMessageText(chat, message_id, '<b>same</b>', other))).toMatchObject({
      code: 400,
      description:
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    })
    await expect(api.editMessageText(chat, message_id, '<i>same</i>', other)).resolves.toBeTruthy()
    await expect(api.editMessageReplyMarkup(chat, message_id)).resolves.toBeTruthy()
    expect((await refusal(api.editMessageReplyMarkup(chat, message_id))).description).toMatch(/not modified/)
  })

  it('is refused for a message that is gone, of somebody else, or of another kind', async () => {
    const { api, alice, chat } = await withAlice()
    const { id } = await alice.says('mine')
    const { message_id } = await api.sendMessage(chat, 'text')
    expect((await refusal(api.editMessageText(chat, 5, 'x'))).description).toBe(
      'Bad Request: message to edit not found',
    )
    expect((await refusal(api.editMessageText(chat, id, 'x'))).description).toBe("Bad Request: message can't be edited")
    expect((await refusal(api.editMessageCaption(chat, message_id, { caption: 'x' }))).description).toBe(
      'Bad Request: there is no caption in the message to edit',
    )
  })
})

describe('deleting messages', () => {
  it('takes them from the chat; those that are gone already do not matter to deleteMessages', async () => {
    const { api, alice, chat } = await withAlice()
    const first = await api.sendMessage(chat, 'first')
    const second = await api.sendMessage(chat, 'second')
    await api.deleteMessage(chat, first.message_id)
    await api.deleteMessages(chat, [first.message_id, second.message_id])
    expect(alice.sees().map(({ text }) => text)).toEqual(['/start'])
    expect((await refusal(api.deleteMessage(chat, first.message_id))).description).toBe(
      'Bad Request: message to delete not found',
    )
  })

  it('is refused for messages of others unless the bot is an administrator, and after two days', async () => {
    const { api, telegram, clock } = await openScene()
    const alice = telegram.person('alice')
    const ops = telegram.group('ops', { people: [alice] })
    const spoken = await alice.says('mine', { in: 'ops' })
    const sent = await api.sendMessage(ops.id(), 'old')
    expect((await refusal(api.deleteMessage(ops.id(), spoken.id))).description).toBe(
      "Bad Request: message can't be deleted",
    )
    await clock.advance(48 * 3_600_000 + 1000)
    expect((await refusal(api.deleteMessage(ops.id(), sent.message_id))).description).toBe(
      "Bad Request: message can't be deleted for everyone",
    )
    ops.promotes(telegram.bot)
    expect(await api.deleteMessages(ops.id(), [spoken.id, sent.message_id])).toBe(true)
  })
})

describe('passing messages on', () => {
  it('forwards with the origin and copies without', async () => {
    const { api, alice, chat, telegram } = await withAlice()
    const news = telegram.channel('News')
    const { id } = await alice.says('look')
    const forwarded = await api.forwardMessage(news.id(), chat, id)
    expect(forwarded).toMatchObject({
      text: 'look',
      forward_origin: { type: 'user', sender_user: { first_name: 'Alice' } },
    })
    const { message_id } = await api.copyMessage(news.id(), chat, id)
    expect(alice.sees({ in: 'News' }).find((message) => message.id === message_id)?.message).not.toHaveProperty(
      'forward_origin',
    )
    expect(await api.copyMessages(news.id(), chat, [id, 1])).toHaveLength(1)
  })

  it('is refused when the message is not there', async () => {
    const { api, chat } = await withAlice()
    expect((await refusal(api.copyMessage(chat, chat, 5))).description).toBe('Bad Request: message to copy not found')
    expect((await refusal(api.forwardMessage(chat, chat, 5))).description).toBe(
      'Bad Request: message to forward not found',
    )
  })
})
