// What a tool tells the admins arrives also when it runs as a job.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/domain/command.ts'
import { defineTool } from '../../src/domain/tool.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createPlainQueue } from '../support/long-errand.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

const inventory = defineCommand({
  name: 'inventory',
  summary: 'Counts everything',
  args: { rest: 'what', schema: z.object({ what: z.string() }) },
  tool: defineTool<{ what: string }, string>({
    name: 'count_all',
    description: 'Counts everything.',
    input: z.object({ what: z.string() }),
    output: z.string(),
    effect: 'read',
    repeat: 'safe',
    permission: 'member',
    long: true,
    async run({ input, tellAdmins }) {
      tellAdmins(`Somebody counts ${input.what}.`)
      if (input.what === 'nothing') throw new RangeError('nothing to count')
      return `Counted ${input.what}.`
    },
  }),
})

let store: Store
let slack: SlackCore
beforeAll(async () => {
  store = await openTestStore()
  slack = await openSlackCore(store, { commands: [inventory], queue: createPlainQueue() })
  for (const name of ['alice', 'olga']) slack.workspace.person(name)
  slack.workspace.channel('ops')
})
afterAll(async () => {
  await slack.stop()
  await store.close()
})

it('tells the admins of the org, in their own conversation, what a job has to say', async () => {
  const olga = slack.workspace.person('olga')
  const said = await olga.says('@Bellhop echo hello', { in: '#ops' })
  await olga.waitsFor('hello', { in: '#ops', thread: said })
  await slack.core.idle()
  await store.transact(async (sql) => {
    await sql("select set_config('role', 'none', true)")
    await sql("update membership set role = 'admin' where person_id = (select person_id from account where key = $1)", [
      `slack:${olga.teamId}:${olga.id}`,
    ])
  })
  const alice = slack.workspace.person('alice')
  const asked = await alice.says('@Bellhop inventory the keys', { in: '#ops' })
  await alice.waitsFor('Counted the keys.', { in: '#ops', thread: asked })
  await olga.waitsFor('Somebody counts the keys.', { in: '@Bellhop' })
  await slack.core.idle()
  expect(alice.sees({ in: '@Bellhop' })).toEqual([])
})
