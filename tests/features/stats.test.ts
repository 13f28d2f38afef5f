// How much Bellhop is used, for those who run it.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('the statistics', ({ platform, olivia, max }) => {
  it('count what was asked for, by whom, and what became of it', async () => {
    for (const line of ['ping one', 'ping two', 'chart bar Jan=ten']) {
      await olivia().commands(line)
      await olivia().reads(line.startsWith('ping') ? new RegExp(`pong ${line.slice(5)}`) : /is no figure/)
    }
    await max().commands('admin stats')
    await max().reads(/role (admin|owner)|do not know you/)
    await olivia().commands('admin stats 7')
    const seen = await olivia().reads(/By people and programs/)
    expect(seen).toMatch(/ping/)
    expect(seen).toMatch(/Refused.{0,6}[1-9]/s)
    expect(seen).toMatch(/Went wrong.{0,6}[1-9]/s)
    if (platform === 'telegram') expect(await olivia().reads(/Asked for, by day/)).toMatch(/photo|image/)
  })

  it('look further back when a button is pressed', async () => {
    await olivia().presses('90 days')
    await olivia().reads(/By people and programs/)
  })
})
