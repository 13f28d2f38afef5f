// Owners see what is stored encrypted and put it under a new key, from chat.
import { expect, it } from 'vitest'
import { databaseUrl } from '../support/fresh-database.ts'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('the encryption keys', ({ olivia, max }) => {
  it.runIf(databaseUrl)(
    'given from outside, are shown with what they hold, and not turned while there is one',
    async () => {
      await olivia().commands('admin secrets')
      await olivia().reads(/access to Slack workspaces/)
      await olivia().commands('admin secrets rotate')
      await olivia().reads(/there is no newer one/)
    },
  )

  it.skipIf(databaseUrl)('are shown with what they hold, and turned with everything under the new one', async () => {
    await olivia().commands('admin secrets')
    expect(await olivia().reads(/access to Slack workspaces/)).toMatch(/Under former keys|former/)
    await olivia().commands('admin secrets rotate')
    await olivia().reads(/I made a new key; \d+ secrets? (is|are) under it now/)
    await olivia().commands('admin secrets')
    await olivia().reads(/make a new key and put everything under it/)
  })

  it('are nobody else’s business', async () => {
    await max().commands('admin secrets rotate')
    await max().reads(/owner|do not know you/)
  })
})
