// Command menus by scope and language.
import { describe, expect, it } from 'vitest'
import { openScene, refusal } from './telegram-support.ts'

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
