// Messages in a group that one person sees.
import { InlineKeyboard } from 'grammy'
import { describe, expect, it } from 'vitest'
import { openScene, refusal } from './telegram-support.ts'

const approve = { reply_markup: new InlineKeyboard().text('Approve', 'yes') }

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
