// What is not to be kept leaves no trace either where it takes long and so runs as a job.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { whisper } from '../../src/domain/reply.ts'
import { slackActor, telegramActor } from '../support/on-every-platform.ts'
import { startWatchedProduct, type WatchedProduct } from '../support/watched-product.ts'

const vault = defineCommand({
  name: 'vault',
  summary: 'Takes a word that is not to be kept',
  permission: 'viewer',
  isUnkept: true,
  long: true,
  args: { rest: 'word', schema: z.object({ word: z.string() }) },
  summarize: () => 'take a word',
  run: async () => whisper('I looked at it.'),
})

let product: WatchedProduct
beforeAll(async () => {
  product = await startWatchedProduct([vault])
})
afterAll(() => product?.stop())

it.each([
  ['Slack', () => slackActor(product, 'olivia')],
  ['Telegram', () => telegramActor(product, 'Olivia')],
] as const)('a word given in %s to a long command that keeps nothing stands nowhere', async (platform, actorOf) => {
  const word = `planted8841${platform}`
  const actor = actorOf()
  await actor.commands(`vault ${word}`)
  await actor.reads(/I looked at it/)
  const holders = async () =>
    Object.entries(await product.dump()).flatMap(([place, text]) => (text.includes(word) ? [place] : []))
  await expect.poll(holders).toEqual([])
})
