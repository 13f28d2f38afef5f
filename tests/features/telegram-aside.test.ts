// What only one person may see, asked for in a group of Telegram: there, for their eyes alone, where that is switched on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { whisper } from '../../src/domain/reply.ts'
import { type Product, startProduct } from '../support/on-every-platform.ts'

const secret = defineCommand({
  name: 'secret',
  summary: 'Whispers to whoever asks',
  permission: 'stranger',
  run: async () => whisper('The key is under the mat.'),
})
const door = defineCommand({
  name: 'door',
  summary: 'Offers the secret to whoever presses',
  permission: 'stranger',
  run: async () => ({
    audience: 'everyone',
    parts: [
      { kind: 'text', text: 'The door is locked.' },
      { kind: 'buttons', buttons: [{ label: 'Where is the key?', action: 'run', value: 'secret' }] },
    ],
  }),
})

describe.each([
  ['on', true],
  ['off', false],
])('with TELEGRAM_EPHEMERAL=%s, whoever presses a button in a group', (setting, isInGroup) => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ TELEGRAM_EPHEMERAL: setting }, [secret, door])
  })
  afterAll(() => product.stop())

  it(`is answered ${isInGroup ? 'there, and nobody else sees it' : 'in their own chat'}`, async () => {
    const [max, olivia] = [product.telegram.person('Max'), product.telegram.person('Olivia')]
    product.telegram.group('Lobby', { people: [max, olivia] })
    const lobby = { in: 'Lobby' }
    await max.says('/start')
    await olivia.says('/door', lobby)
    await max.waitsFor(/locked/, lobby)
    await max.presses('Where is the key?', lobby)
    const answer = await max.waitsFor(/under the mat/, isInGroup ? lobby : {})
    expect(answer.isOnlyForYou).toBe(isInGroup)
    expect(JSON.stringify(olivia.sees(lobby))).not.toContain('under the mat')
  })
})
