// How calls reach the server: tokens, names, encodings.
import { describe, expect, it } from 'vitest'
import { openScene, withAlice } from './telegram-support.ts'

describe('calling the server', () => {
  it('is refused with a token it does not know, a token that is none, and a method that does not exist', async () => {
    const { telegram } = await openScene()
    const ask = async (path: string) => (await fetch(`${telegram.apiRoot}${path}`)).json()
    const unknown = `/bot12345:${'A'.repeat(35)}/getMe`
    expect(await ask(unknown)).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' })
    expect(await ask('/botabc/getMe')).toEqual({ ok: false, error_code: 404, description: 'Not Found' })
    expect(await ask(`/bot${telegram.bot.token}/getNothing`)).toEqual({
      ok: false,
      error_code: 404,
      description: 'Not Found: method not found',
    })
  })

  it('works by query, form and JSON, and without regard to case', async () => {
    const { telegram, alice, chat } = await withAlice()
    const url = `${telegram.apiRoot}/bot${telegram.bot.token}/SENDmessage`
    await fetch(`${url}?chat_id=${chat}&text=query`)
    await fetch(url, { method: 'POST', body: new URLSearchParams({ chat_id: `${chat}`, text: 'form' }) })
    const keyboard = JSON.stringify({ inline_keyboard: [[{ text: 'Yes', callback_data: 'y' }]] })
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: `${chat}`, text: 'json', reply_markup: keyboard }),
    })
    expect(alice.sees().map(({ text }) => text)).toEqual(['/start', 'query', 'form', 'json'])
    expect(alice.sees().at(-1)?.buttons).toEqual([[{ text: 'Yes', action: 'press' }]])
  })

  it('lets the bot log out and close', async () => {
    const { api } = await openScene()
    expect([await api.logOut(), await api.close()]).toEqual([true, true])
  })

  it('tells who the bot is', async () => {
    const { api, telegram } = await openScene({ bot: { username: 'errand_bot', name: 'Errand', privacy: false } })
    expect(await api.getMe()).toMatchObject({
      id: telegram.bot.id,
      is_bot: true,
      username: 'errand_bot',
      can_read_all_group_messages: true,
    })
  })
})
