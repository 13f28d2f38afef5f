// Admins look things up in the audit log, take it away as a file, and hear of what looks wrong.
import { expect, it } from 'vitest'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

describeOnEveryPlatform('the audit log', ({ olivia, max }) => {
  it('is paged by buttons', async () => {
    for (const word of ['one', 'two']) {
      await olivia().commands(`ping ${word}`)
      await olivia().reads(new RegExp(`pong ${word}`))
    }
    await olivia().commands('admin audit --who olivia --since 1h --limit 1')
    const newest = await olivia().reads(/Outcome/)
    await olivia().presses('Older')
    const older = await olivia().reads(/Outcome/)
    expect(references(older)).not.toEqual(references(newest))
  })

  it('is taken away as a file', async () => {
    await olivia().commands('admin audit export csv --act ping')
    await olivia().reads(/audit-\d{8}-\d{6}\.csv|in a direct message/)
  })

  it('tells admins of somebody who is refused again and again, once', async () => {
    await olivia().commands('admin audit alerts many_denials 3 per 5m')
    await olivia().reads(/raises an alarm at 3 per 5m/)
    for (let i = 0; i < 4; i++) await max().commands('admin audit')
    await max().reads(/role admin|do not know you/)
    await olivia().reads(/was refused \d times within 5m/, 'privately')
    await olivia().commands('admin audit alerts')
    expect(await olivia().reads(/Raised last/)).toMatch(/many_denials/)
  })
})

function references(page: string): string[] {
  return [...new Set(page.match(/[0-9A-Z]{5}-[0-9A-Z]{5}/g))]
}
