// Many channels at once within Slack's limits, on a clock that the test moves: a quarter of an hour in seconds.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import type { Reply } from '../../src/domain/reply.ts'
import { createMovableClock } from '../../src/simulator/clocks.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

const channels = 200
const replies = 20

/** Each table has a message of its own. */
const burst = defineCommand({
  name: 'burst',
  summary: 'Answers with many messages',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: Array.from({ length: replies }, (_, i) => ({
      kind: 'table' as const,
      columns: ['Number'],
      rows: [[String(i)]],
      twin: `number ${i}`,
    })),
  }),
})

/** What the workspace takes: refusals have tests of their own, and would double the calls here. */
const limits = { conversation: { count: 3, perMs: 3_000 }, everything: { count: 50, perMs: 10_000 } }

const clock = createMovableClock()
let store: Store
let slack: SlackCore

beforeAll(async () => {
  store = await openTestStore()
  slack = await openSlackCore(store, {
    commands: [burst],
    clock,
    workspace: { clock, rateLimits: true },
    bot: () => ({ limits }),
  })
})
afterAll(async () => {
  await slack.stop()
  await store.close()
})

it('answers bursts in 200 channels: none lost, none out of order in its channel, no channel waiting for another', {
  timeout: 180_000,
}, async () => {
  const { workspace } = slack
  const alice = workspace.person('alice')
  const names = Array.from({ length: channels }, (_, i) => `room-${i}`)
  for (const name of names) workspace.channel(name)
  const shown = new Map<string, string[]>()
  let fewestWhenFirstDone: number | undefined
  const posted = () => workspace.journal.requests('chat.postMessage').filter((request) => request.effect)
  for (const name of names) await alice.says('@Bellhop burst', { in: `#${name}` })

  while (posted().length < channels * replies) {
    await clock.advance(9_000)
    await untilNothingIsOnItsWay()
    if (fewestWhenFirstDone !== undefined) continue
    const counts = countsOf(posted())
    if (Math.max(...counts.values()) === replies)
      fewestWhenFirstDone = channels > counts.size ? 0 : Math.min(...counts.values())
  }

  for (const { args } of posted()) {
    const channel = String(args.channel)
    shown.set(channel, [...(shown.get(channel) ?? []), String(args.text)])
  }
  const inOrder = Array.from({ length: replies }, (_, i) => `number ${i}`)
  expect([...shown.values()]).toEqual(Array.from({ length: channels }, () => inOrder))
  expect(fewestWhenFirstDone).toBeGreaterThanOrEqual(replies * 0.7)
})

function countsOf(requests: { args: Record<string, unknown> }[]): Map<string, number> {
  return new Map(
    [...Map.groupBy(requests, ({ args }) => String(args.channel))].map(([name, all]) => [name, all.length]),
  )
}

async function untilNothingIsOnItsWay(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve))
    const [row] = await store.sql<{ n: number }>(
      "select count(*)::int as n from outbox where state = 'waiting' and exists (select from under_way where id = any(calls))",
    )
    if (row?.n === 0) return
  }
}
