// Sending text through the real grammY, and the refusals a bot has to live with.
import { InlineKeyboard } from 'grammy'
import { describe, expect, it } from 'vitest'
import { openScene, refusal, withAlice } from './telegram-support.ts'

describe('sending a message', () => {
  it('shows it to the person, with its entities and buttons', async () => {
    const { api, alice, chat } = await withAlice()
    const keyboard = new InlineKeyboard().text('Yes', 'y').url('Docs', 'https://docs.example')
    const sent = await api.sendMessage(chat, '<b>hello</b>', { parse_mode: 'HTML', reply_markup: keyboard })
    const seen = await alice.waitsFor('hello')
    expect(seen.id).toBe(sent.message_id)
    expect(seen.entities).toEqual([{ type: 'bold', offset: 0, length: 5 }])
    expect(seen.buttons).toEqual([
      [
        { text: 'Yes', action: 'press' },
        { text: 'Docs', action: 'link', url: 'https://docs.example/' },
      ],
    ])
  })

  it('answers with the message as the Bot API documents it', async () => {
    const { api, alice, chat, telegram, clock } = await withAlice()
    const first = alice.sees()[0]
    const sent = await api.sendMessage(chat, 'yes?', { reply_parameters: { message_id: first?.id ?? 0 } })
    expect(sent).toMatchObject({
      text: 'yes?',
      date: Math.floor(clock.now() / 1000),
      chat: { id: chat, type: 'private', first_name: 'Alice', username: 'alice' },
      from: { id: telegram.bot.id, is_bot: true, first_name: 'Bellhop', username: 'bellhop_bot' },
      reply_to_message: { text: '/start', from: { id: chat } },
    })
  })

  it.each([
    ['chat not found', (chat: number) => [chat + 1, 'x', {}]],
    ['message text is empty', (chat: number) => [chat, '', {}]],
    ['text must be non-empty', (chat: number) => [chat, ' \n ', {}]],
    ['message is too long', (chat: number) => [chat, 'x'.repeat(4097), {}]],
    ['text is too long', (chat: number) => [chat, '€'.repeat(11_000), {}]],
    ['message to be replied not found', (chat: number) => [chat, 'x', { reply_parameters: { message_id: 9 } }]],
    ['message thread not found', (chat: number) => [chat, 'x', { message_thread_id: 9 }]],
    [
      'BUTTON_DATA_INVALID',
      (chat: number) => [chat, 'x', { reply_markup: new InlineKeyboard().text('a', 'ü'.repeat(33)) }],
    ],
    [
      "inline keyboard button URL 'http://localhost:3000' is invalid: Wrong HTTP URL",
      (chat: number) => [chat, 'x', { reply_markup: new InlineKeyboard().url('a', 'http://localhost:3000') }],
    ],
    [
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
      (chat: number) => [chat, 'x', { reply_markup: { inline_keyboard: [[{ text: 'a' }]] } }],
    ],
    [
      "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
      (chat: number) => [chat, 'x.', { parse_mode: 'MarkdownV2' }],
    ],
  ] as [string, (chat: number) => [number, string, object]][])('is refused with "%s"', async (description, call) => {
    const { api, chat } = await withAlice()
    const [to, text, other] = call(chat)
    expect(await refusal(api.sendMessage(to, text, other))).toMatchObject({
      code: 400,
      description: `Bad Request: ${description}`,
    })
  })

  it('takes 4096 characters, however many bytes they are, and 64 bytes of button data', async () => {
    const { api, chat } = await withAlice()
    const keyboard = new InlineKeyboard().text('a', 'ü'.repeat(32))
    const sent = await api.sendMessage(chat, '😀'.repeat(4096), { reply_markup: keyboard })
    expect([...sent.text]).toHaveLength(4096)
  })

  it('goes out without the reply when that is allowed', async () => {
    const { api, chat } = await withAlice()
    const reply = { message_id: 9, allow_sending_without_reply: true }
    expect(await api.sendMessage(chat, 'x', { reply_parameters: reply })).not.toHaveProperty('reply_to_message')
  })

  it('quotes only what the message says', async () => {
    const { api, alice, chat } = await withAlice()
    const asked = await alice.says('what is the answer?')
    const sent = await api.sendMessage(chat, '42', { reply_parameters: { message_id: asked.id, quote: 'the answer' } })
    expect(sent.quote).toMatchObject({ text: 'the answer', position: 8 })
    const wrong = api.sendMessage(chat, '42', { reply_parameters: { message_id: asked.id, quote: 'the question' } })
    expect((await refusal(wrong)).description).toBe('Bad Request: QUOTE_TEXT_INVALID')
  })

  it('is refused to a person who never spoke to the bot, and differently when they share a group', async () => {
    const { api, telegram } = await openScene()
    const bob = telegram.person('bob')
    expect(await refusal(api.sendMessage(bob.user.id, 'x'))).toMatchObject({
      code: 400,
      description: 'Bad Request: chat not found',
    })
    telegram.group('ops', { people: [bob] })
    expect(await refusal(api.sendMessage(bob.user.id, 'x'))).toMatchObject({
      code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    })
  })

  it('is refused after a block and works again after it', async () => {
    const { api, alice, chat } = await withAlice()
    await alice.blocks()
    const blocked = { code: 403, description: 'Forbidden: bot was blocked by the user' }
    expect(await refusal(api.sendMessage(chat, 'x'))).toMatchObject(blocked)
    await alice.unblocks()
    expect(await api.sendMessage(chat, 'x')).toMatchObject({ text: 'x' })
  })

  it.each(['group', 'supergroup', 'channel'] as const)(
    'is refused after the bot was removed from a %s',
    async (type) => {
      const { api, telegram } = await openScene()
      const place = telegram[type]('ops')
      await api.sendMessage(place.id(), 'x')
      place.removes(telegram.bot)
      expect(await refusal(api.sendMessage(place.id(), 'x'))).toMatchObject({
        code: 403,
        description: `Forbidden: bot was kicked from the ${type} chat`,
      })
    },
  )

  it('is refused where the bot never was', async () => {
    const { api, telegram } = await openScene()
    const place = telegram.supergroup('ops', { bots: [] })
    expect((await refusal(api.sendMessage(place.id(), 'x'))).description).toBe(
      'Forbidden: bot is not a member of the supergroup chat',
    )
  })

  it('names the new chat when the group became a supergroup', async () => {
    const { api, telegram } = await openScene()
    const ops = telegram.group('ops')
    const old = ops.id()
    const moved = ops.migrates()
    expect(await refusal(api.sendMessage(old, 'x'))).toEqual({
      code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: moved },
    })
    expect(await api.sendMessage(moved, 'x')).toMatchObject({ chat: { id: moved, type: 'supergroup' } })
  })

  it('reaches a public chat by its name', async () => {
    const { api, telegram } = await openScene()
    const news = telegram.channel('News', { username: 'bellhop_news' })
    const sent = await api.sendMessage('@bellhop_news', 'x')
    expect(sent).toMatchObject({ chat: { id: news.id(), type: 'channel' }, sender_chat: { title: 'News' } })
    expect(sent).not.toHaveProperty('from')
  })
})
