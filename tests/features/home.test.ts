// Where one stands, on every platform: what runs for me, what waits for me, what I wait for.
import { expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { createLongErrand } from '../support/long-errand.ts'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

const paint = createLongErrand()
const demolish = defineCommand({
  name: 'demolish',
  summary: 'Takes the wall down',
  permission: 'member',
  effect: 'destructive',
  summarize: () => 'take the wall down',
  approval: { by: { role: 'owner' }, fourEyes: false },
  run: async () => say('The wall is down.'),
})

describeOnEveryPlatform(
  'home',
  ({ platform, olivia, max }) => {
    it('shows what runs for me, and stops it by a button', async () => {
      await olivia().commands('home')
      const idle = await olivia().reads(/What can I do for you/)
      expect(idle).not.toMatch(/Running for you|Waiting for your answer/)
      // What answers an approval stands beside it, and nowhere else.
      expect(idle).not.toMatch(/approve|deny|withdraw/i)
      await olivia().commands('paint the fence')
      const run = await paint.nextRun()
      await olivia().commands('home')
      const shown = await olivia().reads(/Running for you.*painting the fence/s)
      await olivia().presses(/Cancel [0-9a-f]{8}/.exec(shown)?.[0] ?? '')
      await run.stopped
    })

    it('shows whoever may answer what waits for an approval, with the buttons that answer it', async () => {
      const asker = platform === 'slack' ? max() : olivia()
      await asker.commands('demolish')
      await asker.reads(/asks me to take the wall down/)
      if (platform === 'slack') {
        await max().commands('home')
        expect(await max().reads(/others must agree.*take the wall down/s)).toContain('Withdraw')
      }
      await olivia().commands('home')
      const shown = await olivia().reads(/Waiting for your answer.*take the wall down/s)
      await olivia().presses(/Approve [0-9a-f]{8}/.exec(shown)?.[0] ?? '')
      await asker.reads(/The wall is down/)
      await olivia().commands('home')
      expect(await olivia().reads(/What can I do for you/)).not.toContain('Waiting for your answer')
    })

    it('shows a stranger or a member nothing of others', async () => {
      await max().commands('home')
      expect(await max().reads(/Role/)).not.toMatch(/Running|Waiting|must agree/)
    })
  },
  [demolish, ...paint.commands],
)
