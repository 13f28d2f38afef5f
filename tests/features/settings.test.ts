// What is set for an organisation, from chat.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('settings', ({ platform, olivia, max }) => {
  it('are shown with what they are', async () => {
    await olivia().commands('admin settings')
    expect(await olivia().reads(/keep-days/)).toMatch(/newcomers.*member.*30.*forever.*UTC/s)
  })

  it('change, and go back by a button', async () => {
    await olivia().commands('admin settings set keep-days 90')
    await olivia().reads(/keep-days is 90 from now on; it was 30/)
    await olivia().presses('Back to 30')
    await olivia().reads(/keep-days is 30 from now on; it was 90/)
    await olivia().commands('admin settings reset keep-days')
    await olivia().reads(/keep-days is 30 again/)
  })

  it('refuse what they cannot be, with what they can', async () => {
    await olivia().commands('admin settings set keep-days 3')
    await olivia().reads(/keep-days cannot be that.*from 8 to 3650/s)
    await olivia().commands('admin settings set colour red')
    // As it is typed where it was typed.
    const howTo = platform === 'slack' ? /type `\/bellhop admin settings set/ : /type \/admin settings set/
    await olivia().reads(howTo)
  })

  it('are nothing to whoever is no admin', async () => {
    await max().commands('admin settings')
    await max().reads(/role (admin|owner)|do not know you/)
  })
})
