// Roles and suspensions from chat, and what would happen without anything happening.
import { beforeAll, expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('members', ({ platform, olivia, max, inSlack }) => {
  beforeAll(async () => {
    for (let i = 1; i < 9; i++) {
      await inSlack(`guest-${i}`).commands('ping')
      await inSlack(`guest-${i}`).reads(/pong/)
    }
  })

  it('say in a dry run what would happen and whom I would ask, and do nothing', async () => {
    await olivia().commands('whoami')
    const account = /(slack:\w+:\w+|telegram:\d+)/.exec(await olivia().reads(/Role/))?.[0] ?? ''
    await olivia().commands(`admin users role ${account} owner --dry-run`)
    const told = await olivia().reads(/Dry run: I would give .* the role owner/)
    expect(told).toMatch(/Nothing was done/)
    await olivia().commands('admin users olivia')
    expect(await olivia().reads(/Accounts/)).toMatch(/owner/)
  })

  it('name the dry run in the help of what changes something, and nowhere else', async () => {
    await olivia().commands('help admin users role')
    await olivia().reads(/--dry-run/)
    await olivia().commands('help admin health')
    expect(await olivia().reads(/what waits/)).not.toMatch(/dry-run/)
  })

  it('cannot take what the installation itself gave', async () => {
    await olivia().commands('whoami')
    const account = /(slack:\w+:\w+|telegram:\d+)/.exec(await olivia().reads(/Role/))?.[0] ?? ''
    await olivia().commands(`admin users role ${account} member`)
    await olivia().reads(/owner by the installation itself/)
  })

  it('are not changed by whoever is no admin', async () => {
    await max().commands('admin users suspend olivia')
    await max().reads(/role admin|do not know you/)
  })

  it('are listed a page at a time, and one alone with what can be done', async () => {
    await olivia().commands('admin users')
    await olivia().reads(/Page 1 of 2, \d+ in all/)
    await olivia().presses('Next')
    await olivia().reads(/Page 2 of 2/)
    await olivia().presses('Previous')
    await olivia().reads(/Page 1 of 2/)
    await olivia().commands('admin users guest-3')
    const alone = await olivia().reads(/guest-3/)
    expect(alone).toMatch(/Make admin.*Make viewer.*Suspend.*Sign out/s)
    await olivia().presses('Suspend')
    await olivia().reads(/guest-3 is suspended/)
    await olivia().commands('admin users guest-3')
    await olivia().reads(/guest-3.*suspended/s)
    await olivia().presses('Restore')
    await olivia().reads(/guest-3 is back/)
  })

  if (platform === 'telegram')
    it('come in from Telegram with the line that they are told to show an admin, once', async () => {
      await max().commands('status')
      const told = await max().reads(/let you in/)
      const line = /admin users admit telegram:\d+ Max/.exec(told)?.[0] ?? 'no such line'
      await olivia().commands(`${line} --dry-run`)
      await olivia().reads(/Dry run: I would let telegram:\d+ in as member/)
      await olivia().commands('admin users admit slack:T1:U1 Somebody')
      await olivia().reads(/such as telegram:42/)
      await olivia().commands(line)
      await olivia().reads(/Max is let in as member/)
      await max().commands('whoami')
      await max().reads(/Role.*member/s)
      await olivia().commands(line)
      await olivia().reads(/belongs to somebody already/)
    })

  it('are found by name, or the sentence says who could be meant', async () => {
    await olivia().commands('admin users suspend nobody-of-that-name')
    await olivia().reads(/I know nobody here by/)
  })

  it('have a rule that only one person could satisfy refused when it is made, with the reason', async () => {
    await olivia().commands('admin require-approval --count 5 admin users suspend')
    await olivia().reads(/only \d+ here could; it takes 6|nobody approves what they asked for/)
    await olivia().commands('admin require-approval admin health')
    await olivia().reads(/changes nothing, so it needs no approval/)
  })

  if (platform === 'slack')
    it('lose and regain everything with the very next message', async () => {
      await max().commands('ping first')
      await max().reads(/pong first/)
      await olivia().commands('admin users suspend max')
      await olivia().reads(/is suspended from the next message on/)
      await max().commands('status')
      await max().reads(/You are suspended here.*Ask an admin/s)
      await olivia().commands('admin users restore max')
      await olivia().reads(/is back, with the role they had/)
      await max().commands('status')
      await max().reads(/errand|nothing|running/i)
    })

  if (platform === 'slack')
    it('need approval where the organisation says so, and the rule itself is not waived alone', async () => {
      await olivia().commands('admin users role max admin')
      await olivia().reads(/has the role admin now/)
      await olivia().commands('admin require-approval admin users suspend')
      await olivia().reads(/waits until it is approved/)
      await olivia().commands('admin users suspend max')
      await olivia().reads(/asks me to suspend max/)
      await olivia().commands('admin waive-approval admin users suspend')
      await olivia().reads(/asks me to let .*admin users suspend.* run without approval/)
      await max().presses('Approve')
      await olivia().reads(/needs no approval of yours any more/)
    })
})
