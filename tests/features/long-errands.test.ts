// Errands that take their time: people see how far they are, get the answer in the same place, and can stop them.
import { expect, it } from 'vitest'
import { createLongErrand } from '../support/long-errand.ts'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

const paint = createLongErrand()

describeOnEveryPlatform(
  'a long errand',
  ({ olivia, platform }) => {
    it('says at once that it is on its way, then how far it is, then what came of it', async () => {
      await olivia().commands('paint the fence')
      await olivia().reads(/On it: painting the fence/)
      const run = await paint.nextRun()
      run.tells({ title: 'Painting', steps: [{ label: 'Sand it', state: 'running' }] })
      await olivia().reads(/Sand it/)
      run.finishes()
      expect(await olivia().reads(/Painted: the fence/)).not.toMatch(/Sand it|Cancel/)
    })

    it('is shown as it was typed, whatever stands in it', async () => {
      await olivia().commands('paint [a wall](https://evil.example)')
      const run = await paint.nextRun()
      await isPlain(/On it: painting \\?\[a wall\\?\]\(https:\/\/evil\.example\)/)
      run.tells({ title: 'Half of [a wall](https://evil.example)' })
      await isPlain(/Half of \\?\[a wall\\?\]\(https:/)
      await olivia().commands('status')
      await isPlain(/painting \\?\[a wall\\?\]\(https:.*running/)
      run.finishes()
      await olivia().reads(/Painted/)
    })

    /** No link of somebody's own making: Slack is told so by a backslash, Telegram has a mark of its own for links. */
    async function isPlain(pattern: RegExp): Promise<void> {
      const shown = await olivia().reads(pattern)
      expect(shown).not.toContain('text_link')
      if (platform === 'slack') expect(shown).not.toMatch(/[^\\]\[a wall/)
    }

    it('is listed while it runs, and stopped when its asker presses Cancel', async () => {
      await olivia().commands('paint the shed')
      const run = await paint.nextRun()
      await olivia().commands('status')
      await olivia().reads(/painting the shed: running for/)
      await olivia().presses('Cancel')
      expect(await olivia().reads(/Cancelled by/)).toMatch(/olivia/i)
      expect(await run.stopped).toMatchObject({ cause: 'cancelled' })
      expect(() => run.tells({ title: 'Nobody hears this' })).toThrow(/cancelled/)
    })
  },
  paint.commands,
)
