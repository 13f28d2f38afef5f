// Browser sessions as people see them in chat: their own, and somebody else's for admins alone.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('browser sessions', ({ olivia }) => {
  it('are none before anybody signed in', async () => {
    await olivia().commands('sessions')
    await olivia().reads(/You are signed in with no browser/)
  })

  it('are ended all at once, or named as `sessions` shows them', async () => {
    await olivia().commands('sessions end')
    await olivia().reads(/`?which`? .*all/)
    await olivia().commands('sessions end 4f2a9c')
    await olivia().reads(/There is no session 4f2a9c of yours/)
    await olivia().commands('sessions end all')
    await olivia().reads(/signed in with no browser/)
  })

  it('of somebody who is not here cannot be ended', async () => {
    await olivia().commands('admin users sign-out nobody-of-that-name')
    await olivia().reads(/I know nobody here by/)
  })
})

describeOnEveryPlatform('signing others out', ({ max }) => {
  it('is refused to whoever is no admin, and not shown to them', async () => {
    await max().commands('admin users sign-out olivia')
    await max().reads(/needs the role admin|I do not know you/)
    await max().commands('help')
    expect(await max().reads(/whoami/)).not.toContain('sign-out')
  })
})
