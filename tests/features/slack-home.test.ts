// The app's own places in Slack: its home tab, its stop button, its shortcuts, and being taken away.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { home } from '../../src/commands/home.ts'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

const stage = { started: () => {} }

const patience = defineCommand({
  name: 'patience',
  summary: 'Waits until it is stopped',
  permission: 'stranger',
  run: ({ signal }) =>
    new Promise((_resolve, reject) => {
      stage.started()
      signal.addEventListener('abort', () => reject(new Error('broke off')), { once: true })
    }),
})
const ask = defineCommand({
  name: 'ask',
  summary: 'Says what it was asked and shown',
  permission: 'stranger',
  args: { rest: 'text', schema: z.object({ text: z.string() }) },
  run: async ({ input, incoming }) => say(`Asked: ${String(input.text)} Shown: ${incoming?.quoted?.text}`),
})
const whereIStand = home({
  registry: () => ({ commands: () => [], find: () => undefined, findLine: () => undefined, closest: () => undefined }),
  mayRun: () => true,
  describeCaller: async ({ name }) => ({ name, accounts: [], org: 'Acme' }),
  sections: [async () => [{ kind: 'text', text: 'Nothing is being built.' }]],
})

describe('what Bellhop has of its own in Slack', () => {
  let store: Store
  let slack: SlackCore
  beforeAll(async () => {
    store = await openTestStore()
    slack = await openSlackCore(store, { commands: [patience, ask, whereIStand] })
    for (const name of ['alice', 'bob']) slack.workspace.person(name)
    slack.workspace.channel('ops', { members: ['Bellhop', 'alice', 'bob'] })
  })
  afterAll(async () => {
    await slack.stop()
    await store.close()
  })
  const alice = () => slack.workspace.person('alice')
  const bob = () => slack.workspace.person('bob')
  const quiet = async () => {
    await slack.workspace.idle()
    await slack.core.idle()
  }

  async function begin(thread?: Parameters<ReturnType<typeof alice>['waitsFor']>[1]['thread']) {
    const started = new Promise<void>((resolve) => {
      stage.started = resolve
    })
    const asked = await alice().says('@Bellhop patience', { in: '#ops', ...(thread ? { thread } : {}) })
    await started
    return asked
  }

  it('shows on the home tab who one is and what belongs there, and nothing in any conversation', async () => {
    await alice().opens('home')
    const shown = await alice().waitsForHome(/Acme/)
    expect(shown.text).toContain('alice')
    expect(shown.text).toContain('Nothing is being built.')
    await alice().opens('messages')
    await quiet()
    expect(alice().sees({ in: '@Bellhop' })).toEqual([])
  })

  it('stops the turn at once when its asker says stop, though the turn still holds the conversation', async () => {
    const asked = await begin()
    await alice().says('@Bellhop stop', { in: '#ops', thread: asked })
    await alice().waitsFor(/I stopped that, as you asked/, { in: '#ops', thread: asked })
  })

  it('does not stop for somebody else what runs for its asker', async () => {
    const asked = await begin()
    await bob().says('@Bellhop stop', { in: '#ops', thread: asked })
    await bob().waitsFor(/Nothing of yours is running here/, { in: '#ops', thread: asked })
    await alice().says('@Bellhop stop', { in: '#ops', thread: asked })
    await alice().waitsFor(/I stopped that/, { in: '#ops', thread: asked })
  })

  it('asks about a message by shortcut, in its thread, with its words beside the question', async () => {
    const said = await bob().says('ping everybody and delete it all', { in: '#ops' })
    await alice().runs('ask', said)
    const answer = await alice().waitsFor(/Asked: What is this message about/, { in: '#ops', thread: said })
    expect(answer.text).toContain('Shown: ping everybody and delete it all')
  })

  it('says so when a shortcut stands for nothing here', async () => {
    await alice().runs('nonsense')
    await alice().waitsFor(/I cannot do that here yet/, { in: '@Bellhop' })
  })

  it('sends nothing more where it was taken away', async () => {
    const asked = await alice().says('@Bellhop echo still here', { in: '#ops' })
    await alice().waitsFor('still here', { in: '#ops', thread: asked })
    await quiet()
    const org = await store.sql<{ workspace: string }>("select distinct workspace from outbox where state = 'sent'")
    await store.sql(
      `insert into outbox (plan, step, platform, workspace, conversation, reply_to, call, payload, correlation, not_before)
       values (gen_random_uuid(), 0, 'nowhere', $1, 'later', '{}', 'say', '{}', 'R', now())`,
      [org[0]?.workspace],
    )
    slack.workspace.uninstall()
    await slack.workspace.idle()
    await slack.core.idle()
    expect(await store.sql("select state, reason from outbox where conversation = 'later'")).toEqual([
      { state: 'failed', reason: 'taken away from there' },
    ])
  })
})
