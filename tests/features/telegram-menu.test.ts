// The menus of commands that Telegram shows: by who reads them, where, and in which language.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { menuWords } from '../../src/commands/menu-words.ts'
import { type Product, startProduct } from '../support/on-every-platform.ts'

describe('the menu in Telegram', () => {
  let product: Product
  beforeAll(async () => {
    product = await startProduct()
  })
  afterAll(() => product.stop())

  const names = (menu: { command: string }[]) => menu.map(({ command }) => command)

  it('offers what members may use, and nothing that is for admins', async () => {
    const max = product.telegram.person('Max')
    await expect.poll(() => names(max.menu())).toContain('help')
    expect(names(max.menu())).toContain('chart')
    expect(names(max.menu())).not.toContain('admin')
  })

  it('offers owners what is for admins too, in the chat that they began', async () => {
    const olivia = product.telegram.person('Olivia')
    await olivia.says('/start')
    await expect.poll(() => names(olivia.menu())).toContain('admin')
    expect(names(olivia.menu())).toContain('chart')
  })

  it('offers nothing in groups that carries codes', async () => {
    const max = product.telegram.person('Max')
    product.telegram.group('Team', { people: [max] })
    await expect.poll(() => names(max.menu({ in: 'Team' }))).toContain('chart')
    expect(names(max.menu({ in: 'Team' }))).not.toContain('code')
    expect(names(max.menu())).toContain('code')
  })

  it('speaks the language of whoever reads it, where we know the words, and else English', async () => {
    const [dora, ivo] = [
      product.telegram.person('Dora', { language: 'de' }),
      product.telegram.person('Ivo', { language: 'it' }),
    ]
    const helpOf = (person: typeof dora) => person.menu().find(({ command }) => command === 'help')?.description
    await expect.poll(() => helpOf(dora)).toBe(menuWords.de?.help)
    expect(helpOf(ivo)).toMatch(/^Shows what I can do/)
  })

  it('has words in other languages only for commands that exist, short enough for a menu', async () => {
    const olivia = product.telegram.person('Olivia')
    await expect.poll(() => names(olivia.menu())).toContain('admin')
    for (const words of Object.values(menuWords)) {
      expect(names(olivia.menu())).toEqual(expect.arrayContaining(Object.keys(words)))
      for (const said of Object.values(words)) expect(said.length).toBeLessThanOrEqual(100)
    }
  })
})
