// Presses, drafts, typing, reactions, command menus, and messages that one person of a group sees.
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

describe('a command menu', () => {
  const menu = (description: string) => [{ command: 'help', description }]

  it('is the one of the narrowest scope, in the language of the person', async () => {
    const { api, telegram } = await openScene()
    const alice = telegram.person('alice')
    const dora = telegram.person('dora', { language: 'de' })
    const ops = telegram.group('ops', { people: [alice, dora] })
    await api.setMyCommands(menu('default'))
    await api.setMyCommands(menu('Hilfe'), { language_code: 'de' })
    await api.setMyCommands(menu('in groups'), { scope: { type: 'all_group_chats' } })
    await api.setMyCommands(menu('for admins'), { scope: { type: 'chat_administrators', chat_id: ops.id() } })
    const shown = [alice.menu(), dora.menu(), alice.menu({ in: 'ops' }), dora.menu({ in: 'ops' })]
    expect(shown.flat().map(({ description }) => description)).toEqual(['default', 'Hilfe', 'for admins', 'in groups'])
    await api.deleteMyCommands({ scope: { type: 'all_group_chats' } })
    expect(dora.menu({ in: 'ops' })).toEqual(menu('Hilfe'))
    expect(await api.getMyCommands({ language_code: 'de' })).toEqual(menu('Hilfe'))
    expect(await api.getMyCommands({ scope: { type: 'all_private_chats' } })).toEqual([])
  })

  it.each([
    ['BOT_COMMAND_INVALID', [{ command: 'Help', description: 'x' }]],
    ['command description must be non-empty', [{ command: 'help', description: ' ' }]],
    ['BOT_COMMANDS_TOO_MUCH', Array.from({ length: 101 }, (_, i) => ({ command: `c${i}`, description: 'x' }))],
  ])('is refused with "%s"', async (description, commands) => {
    const { api } = await openScene()
    expect((await refusal(api.setMyCommands(commands))).description).toBe(`Bad Request: ${description}`)
  })
})

describe('a message in a group for one person', () => {
  async function inGroup() {
    const scene = await openScene()
    const [alice, bob] = [scene.telegram.person('alice'), scene.telegram.person('bob')]
    const ops = scene.telegram.group('ops', { people: [alice, bob] })
    const forAlice = (more = {}) => ({ ephemeral_message_parameters: { receiver_user_id: alice.user.id, ...more } })
    return { ...scene, alice, bob, ops, forAlice }
  }

  it('may answer a press within fifteen seconds, and only they see it', async () => {
    const { api, alice, bob, ops, clock, forAlice } = await inGroup()
    await api.sendMessage(ops.id(), 'Deploy?', approve)
    const press = await alice.presses('Approve', { in: 'ops' })
    const sent = await api.sendMessage(ops.id(), 'You may not', forAlice({ callback_query_id: press.id }))
    expect(sent).toMatchObject({
      message_id: 0,
      receiver_user: { id: alice.user.id },
      ephemeral_message_id: expect.any(Number),
    })
    expect(alice.sees({ in: 'ops' }).at(-1)).toMatchObject({ text: 'You may not', isOnlyForYou: true })
    expect(bob.sees({ in: 'ops' }).map(({ text }) => text)).toEqual(['Deploy?'])
    await clock.advance(15_001)
    const late = api.sendMessage(ops.id(), 'late', forAlice({ callback_query_id: press.id }))
    expect((await refusal(late)).description).toBe('Bad Request: MESSAGE_NOT_COMMAND')
  })

  it('may answer a command that only the bot saw', async () => {
    const { api, alice, bob, ops, forAlice } = await inGroup()
    await api.setMyCommands([{ command: 'secret', description: 'x', is_ephemeral: true }])
    await alice.says('/secret', { in: 'ops' })
    expect(bob.sees({ in: 'ops' })).toEqual([])
    const command = (await api.getUpdates()).at(-1)?.message
    expect(command).toMatchObject({ text: '/secret', message_id: 0, ephemeral_message_id: expect.any(Number) })
    const reply = { reply_parameters: { ephemeral_message_id: command?.ephemeral_message_id ?? 0 } }
    await api.sendMessage(ops.id(), 'psst', { ...reply, ...forAlice() })
    expect(alice.sees({ in: 'ops' }).at(-1)?.text).toBe('psst')
  })

  it('may stand in place of the message with the button', async () => {
    const { api, alice, bob, ops, forAlice } = await inGroup()
    await api.sendMessage(ops.id(), 'Deploy?', approve)
    const press = await alice.presses('Approve', { in: 'ops' })
    const instead = { callback_query_id: press.id, replace_callback_query_message: true }
    await api.sendMessage(ops.id(), 'Sure?', forAlice(instead))
    expect(alice.sees({ in: 'ops' }).map(({ text }) => text)).toEqual(['Sure?'])
    expect(bob.sees({ in: 'ops' }).map(({ text }) => text)).toEqual(['Deploy?'])
  })

  it('is edited and deleted by its own methods', async () => {
    const { api, alice, ops, telegram, forAlice } = await inGroup()
    ops.promotes(telegram.bot)
    const { ephemeral_message_id: id = 0 } = await api.sendMessage(ops.id(), 'one', forAlice())
    await api.editEphemeralMessageText(ops.id(), alice.user.id, id, 'two')
    expect(alice.sees({ in: 'ops' }).at(-1)?.text).toBe('two')
    expect((await refusal(api.deleteMessage(ops.id(), 0))).description).toBe('Bad Request: message to delete not found')
    await api.deleteEphemeralMessage(ops.id(), alice.user.id, id)
    expect(alice.sees({ in: 'ops' })).toEqual([])
  })

  it('is refused unasked, unless the bot is an administrator', async () => {
    const { api, ops, telegram, forAlice } = await inGroup()
    expect((await refusal(api.sendMessage(ops.id(), 'x', forAlice()))).description).toBe(
      'Bad Request: MESSAGE_NOT_COMMAND',
    )
    ops.promotes(telegram.bot)
    await expect(api.sendMessage(ops.id(), 'x', forAlice())).resolves.toBeTruthy()
    const stranger = forAlice({ receiver_user_id: telegram.person('zoe').user.id })
    expect((await refusal(api.sendMessage(ops.id(), 'x', stranger))).description).toBe(
      'Bad Request: USER_NOT_PARTICIPANT',
    )
  })
})
