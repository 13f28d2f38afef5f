// Presses, drafts, typing, reactions.
import { InlineKeyboard } from 'grammy'
import { describe, expect, it } from 'vitest'
import { openScene, refusal, withAlice } from './telegram-support.ts'

const approve = { reply_markup: new InlineKeyboard().text('Approve', 'yes').text('Deny', 'no') }

describe('a press', () => {
  it('reaches the bot with the message it belongs to, and its answer reaches the person', async () => {
    const { api, alice, chat, telegram } = await withAlice()
    const { message_id } = await api.sendMessage(chat, 'Deploy?', approve)
    const press = await alice.presses('Approve')
    const update = (await api.getUpdates()).at(-1)
    expect(update?.callback_query).toMatchObject({
      id: press.id,
      data: 'yes',
      from: { id: chat },
      message: { message_id, text: 'Deploy?', from: { id: telegram.bot.id } },
    })
    await api.answerCallbackQuery(press.id, { text: 'On it', show_alert: true })
    expect(await press.answered()).toEqual({ text: 'On it', isAlert: true })
  })

  it('can be answered once, by its bot, within a minute', async () => {
    const { api, alice, chat, clock } = await withAlice()
    await api.sendMessage(chat, 'Deploy?', approve)
    const tooLate = 'Bad Request: query is too old and response timeout expired or query ID is invalid'
    const first = await alice.presses('Approve')
    await api.answerCallbackQuery(first.id)
    expect((await refusal(api.answerCallbackQuery(first.id))).description).toBe(tooLate)
    const second = await alice.presses('Deny')
    await clock.advance(60_001)
    expect((await refusal(api.answerCallbackQuery(second.id))).description).toBe(tooLate)
    expect((await refusal(api.answerCallbackQuery('1'))).description).toBe(tooLate)
  })

  it('is for the bot whose button it was', async () => {
    const { api, alice, chat, telegram } = await withAlice()
    const other = telegram.addBot({ username: 'other_bot' })
    await api.sendMessage(chat, 'Deploy?', approve)
    const press = await alice.presses('Approve')
    const answer = await fetch(
      `${telegram.apiRoot}/bot${other.token}/answerCallbackQuery?callback_query_id=${press.id}`,
    )
    expect(await answer.json()).toMatchObject({ ok: false, error_code: 400 })
  })

  it('that the bot leaves unanswered is told to the one who waits', async () => {
    const { api, alice, chat } = await withAlice()
    await api.sendMessage(chat, 'Deploy?', approve)
    const press = await alice.presses('Approve')
    await expect(press.answered(1)).rejects.toThrow('The bot did not answer the press within 1 ms.')
  })

  it('needs a button that is there', async () => {
    const { api, alice, chat } = await withAlice()
    await api.sendMessage(chat, 'Deploy?', approve)
    await expect(alice.presses('Maybe')).rejects.toThrow(
      'Alice sees no button Maybe to press in the private chat, only: Approve, Deny',
    )
  })
})

describe('a draft', () => {
  it('grows before the eyes of the person, for half a minute or until the message is there', async () => {
    const { api, alice, chat, clock } = await withAlice()
    await api.sendMessageDraft(chat, 1, 'Think')
    await api.sendMessageDraft(chat, 1, 'Thinking *hard*', { parse_mode: 'MarkdownV2' })
    expect(alice.looksAt().draft).toMatchObject({ text: 'Thinking hard', entities: [{ type: 'bold' }] })
    await clock.advance(30_000)
    expect(alice.looksAt()).not.toHaveProperty('draft')
    await api.sendMessageDraft(chat, 2, 'Again')
    await api.sendMessage(chat, 'Done')
    expect(alice.looksAt()).not.toHaveProperty('draft')
  })

  it('can be stopped when it says so', async () => {
    const { api, alice, chat } = await withAlice()
    await api.sendMessageDraft(chat, 7, 'Thinking')
    await expect(alice.stops()).rejects.toThrow('no draft with a stop button')
    await api.sendMessageDraft(chat, 7, 'Thinking', { can_stop: true })
    await alice.stops()
    const update = (await api.getUpdates()).at(-1)
    expect(update?.stopped_message_generation).toMatchObject({ chat: { id: chat }, draft_id: 7 })
  })

  it('is for private chats only', async () => {
    const { api, telegram } = await openScene()
    const ops = telegram.group('ops')
    expect((await refusal(api.sendMessageDraft(ops.id(), 1, 'x'))).description).toBe(
      'Bad Request: TEXTDRAFT_PEER_INVALID',
    )
  })
})

describe('what a bot is doing', () => {
  it('shows for five seconds or until its message comes', async () => {
    const { api, alice, chat, clock } = await withAlice()
    await api.sendChatAction(chat, 'upload_photo')
    expect(alice.looksAt().doing).toBe('upload_photo')
    await clock.advance(5000)
    expect(alice.looksAt()).not.toHaveProperty('doing')
    await api.sendChatAction(chat, 'typing')
    await api.sendMessage(chat, 'x')
    expect(alice.looksAt()).not.toHaveProperty('doing')
    const wrong = api.sendChatAction(chat, 'dancing' as 'typing')
    expect((await refusal(wrong)).description).toBe('Bad Request: wrong parameter action in request')
  })
})

describe('a reaction', () => {
  it('of the bot is seen and can be taken back', async () => {
    const { api, alice, chat } = await withAlice()
    const { id } = await alice.says('thanks')
    await api.setMessageReaction(chat, id, [{ type: 'emoji', emoji: '👀' }])
    expect(alice.sees().at(-1)?.reactions).toEqual(['👀'])
    await api.setMessageReaction(chat, id, [])
    expect(alice.sees().at(-1)?.reactions).toEqual([])
  })

  it('is refused when Telegram does not have it, or when there is no such message', async () => {
    const { api, alice, chat } = await withAlice()
    const { id } = await alice.says('thanks')
    const odd = [{ type: 'emoji', emoji: '✅' as '👍' }] as const
    expect((await refusal(api.setMessageReaction(chat, id, [...odd]))).description).toBe(
      'Bad Request: REACTION_INVALID',
    )
    expect((await refusal(api.setMessageReaction(chat, 5, []))).description).toBe(
      'Bad Request: message to react not found',
    )
  })
})
