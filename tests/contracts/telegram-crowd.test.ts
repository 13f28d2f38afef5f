// Many chats at once within Telegram's limits, on a clock that the test moves: minutes in seconds.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import type { Reply } from '../../src/domain/reply.ts'
import { createMovableClock } from '../../src/simulator/clocks.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openTelegramCore, type TelegramCore } from '../support/telegram-core.ts'

const chats = 200
const replies = 20
const stepMs = 100

/** Buttons end a message, so each of them has one of its own. */
const burst = defineCommand({
  name: 'burst',
  summary: 'Answers with many messages',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: Array.from({ length: replies }, (_, i) => [
      { kind: 'text' as const, text: `number ${i}` },
      { kind: 'buttons' as const, buttons: [{ label: 'Go', action: 'run', value: 'help' }] },
    ]).flat(),
  }),
})

const clock = createMovableClock()
let store: Store
let world: TelegramCore

beforeAll(async () => {
  store = await openTestStore()
  // Telegram's own, and a step: the clock may move while a call is on its way.
  const limits = {
    privateChat: { count: 3, perMs: 3_000 + stepMs },
    group: { count: 20, perMs: 60_000 + stepMs },
    everything: { count: 30, perMs: 1_000 + stepMs },
  }
  world = await openTelegramCore(store, {
    clock,
    commands: [burst],
    server: { clock, hasLimits: true },
    bot: { limits },
  })
})
afterAll(async () => {
  await world.stop()
  await store.close()
})

it('answers bursts in 200 chats: none lost, none out of order in its chat, no chat waiting for another', {
  timeout: 180_000,
}, async () => {
  const { telegram } = world
  const people = Array.from({ length: chats }, (_, i) => telegram.person(`Person ${i}`))
  for (const person of people) await person.says('/burst')
  const sent = () => telegram.journal.requests('sendMessage')
  const arrived = () => sent().filter(({ outcome }) => outcome === 200)
  let fewestWhenFirstDone: number | undefined
  while (arrived().length < chats * replies) {
    await clock.advance(stepMs)
    await untilNothingIsOnItsWay()
    const counts = [...Map.groupBy(arrived(), ({ args }) => args.chat_id).values()].map((all) => all.length)
    if (fewestWhenFirstDone === undefined && Math.max(...counts) === replies)
      fewestWhenFirstDone = counts.length < chats ? 0 : Math.min(...counts)
  }
  const inOrder = Array.from({ length: replies }, (_, i) => `number ${i}`)
  for (const person of people)
    expect(person.sees().flatMap(({ text, from }) => (from.isBot ? [text] : []))).toEqual(inOrder)
  expect(fewestWhenFirstDone).toBeGreaterThanOrEqual(replies * 0.5)
  expect(sent().filter(({ outcome }) => outcome === 429)).toEqual([])
})

async function untilNothingIsOnItsWay(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve))
    const [row] = await store.sql<{ n: number }>(
      "select count(*)::int as n from outbox where state = 'waiting' and exists (select from under_way where id = any(calls))",
    )
    if (row?.n === 0) return
  }
}
