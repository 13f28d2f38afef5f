// A group that becomes a supergroup gets another number at Telegram, and stays the same place here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/on-every-platform.ts'

describe('a Telegram group that becomes a supergroup', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  it('keeps the rules that were made for it', async () => {
    const { telegram } = product
    const olivia = telegram.person('Olivia')
    const group = telegram.group('Movers', { people: [olivia] })
    const movers = { in: 'Movers' }
    await olivia.says('/start')
    await olivia.says('/admin rules add deny ping', movers)
    // What only the asker may see comes to their own chat.
    const heard = (pattern: RegExp) => olivia.sees().filter(({ text }) => pattern.test(text)).length
    await telegram.until(() => heard(/ping may not run where you typed that/) === 1)
    const refusal = /keeps that from being used here/
    await olivia.says('/ping', movers)
    await telegram.until(() => heard(refusal) === 1)
    const before = group.id()
    expect(group.migrates()).not.toBe(before)
    await olivia.says('/ping', movers)
    await telegram.until(() => heard(refusal) === 2)
    expect(olivia.sees(movers).map(({ text }) => text)).not.toContain('pong')
  })
})
