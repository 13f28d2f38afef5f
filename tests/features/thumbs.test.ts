// A thumb on a reply is feedback: of that person, on that reply, until they take it off.
import { expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { describeOnEveryPlatform } from '../support/on-every-platform.ts'

const weather = defineCommand({
  name: 'weather',
  summary: 'Says to everybody what the weather is like',
  permission: 'stranger',
  run: async () => say('It rains.'),
})

describeOnEveryPlatform(
  'a thumb on a reply',
  ({ platform, olivia, max }) => {
    // Each platform knows her by a name of its own.
    const own = new RegExp(`${platform === 'slack' ? 'olivia' : 'Olivia'}\\W+(?:\\w+\\W+){0,6}?(thumbs \\w+)`, 'g')
    /** A thumb has a lane of its own, so what comes of it is asked for until it shows. */
    async function untilShown(...expected: string[]) {
      const thumbs = async () => {
        await olivia().commands('admin feedback')
        const answer = await olivia().reads(/Nobody has said|thumbs/)
        return [...new Set([...answer.matchAll(own)].map(([, thumb]) => thumb))]
      }
      await expect.poll(thumbs, { interval: 250 }).toEqual(expected)
    }

    it('is shown to admins, goes when it is taken off, and can be another one then', async () => {
      await olivia().commands('weather')
      await olivia().reads(/It rains/)
      await olivia().reacts(/It rains/, '👎')
      await untilShown('thumbs down')
      await olivia().reacts(/It rains/, '👎', 'takes it off')
      await untilShown()
      await olivia().reacts(/It rains/, '👍')
      await untilShown('thumbs up')
    })

    it('is audited', async () => {
      await olivia().commands('admin audit --act rate_reply')
      await olivia().reads(/rate_reply/)
    })

    it('counts for nothing, silently, where somebody may not give feedback', async () => {
      await max().commands('weather')
      await max().reads(/It rains/)
      await max().reacts(/It rains/, '👎')
      const look = async () => {
        await olivia().commands('admin audit --act rate_reply --limit 3')
        return olivia().reads(/rate_reply/)
      }
      // People of the workspace are members; at Telegram Max is a stranger.
      const outcome = platform === 'slack' ? /max[^\n]*rate_reply/ : /refused: needs viewer/
      await expect.poll(look, { interval: 250 }).toMatch(outcome)
    })
  },
  [weather],
)
