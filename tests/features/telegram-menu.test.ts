// The menu of commands that Telegram shows to everybody who writes to the bot.
import { expect, it } from 'vitest'
import { startProduct } from '../support/on-every-platform.ts'

it('the menu in Telegram offers what members may use, and nothing that is for admins', async () => {
  const product = await startProduct()
  try {
    const listed = () => JSON.stringify(product.telegram.person('Max').menu())
    await expect.poll(listed).toContain('help')
    expect(listed()).toContain('chart')
    expect(listed()).not.toContain('admin')
  } finally {
    await product.stop()
  }
})
