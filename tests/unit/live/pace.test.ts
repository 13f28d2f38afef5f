// Edits of a live message in Telegram: spread evenly, and never so many that an answer has to wait for long.
import { expect, it } from 'vitest'
import { createChatPace } from '../../../bots/telegram/pace.ts'

const limits = { privateChat: { count: 3, perMs: 3_000 }, group: { count: 20, perMs: 60_000 } }

it.each([
  ['a private chat', 7, 40, 1_000],
  ['a group', -7, 13, 3_000],
])('edits in %s keep a distance and leave room for answers', (_, chat, atMost, distance) => {
  let now = 0
  const pace = createChatPace(limits, () => now)
  const edits: number[] = []
  for (; now < 60_000; now += 100) if (pace.waitToEdit(chat) === 0) edits.push(now)
  expect(edits.length).toBeGreaterThan(atMost / 2)
  expect(edits.length).toBeLessThanOrEqual(atMost)
  expect(edits.every((at, i) => i === 0 || at - (edits[i - 1] ?? 0) >= distance)).toBe(true)
  expect(pace.waitFor(chat, 'answer')).toBe(0)
})
