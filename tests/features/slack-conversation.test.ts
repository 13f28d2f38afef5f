// People talk to Bellhop in channels, threads, direct messages and by slash commands.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/open-store.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

describe('talking to Bellhop in Slack', () => {
  let store: Store
  let slack: SlackCore
  beforeAll(async () => {
    store = await openTestStore()
    slack = await openSlackCore(store)
    slack.workspace.person('alice')
    slack.workspace.person('bob')
    slack.workspace.person('guest', { guest: 'many channels' })
    slack.workspace.channel('ops', { members: ['Bellhop', 'alice', 'bob', 'guest'] })
    slack.workspace.channel('board', { kind: 'private', members: ['alice', 'bob'] })
  })
  afterAll(async () => {
    await slack.stop()
    await store.close()
  })

  const alice = () => slack.workspace.person('alice')
  const bob = () => slack.workspace.person('bob')

  it('answers a mention in the thread of the message', async () => {
    const asked = await alice().says('@Bellhop echo good morning', { in: '#ops' })
    const answer = await alice().waitsFor('good morning', { in: '#ops', thread: asked })
    expect(answer).toMatchObject({ isBot: true, threadTs: asked.ts, onlyForMe: false })
  })

  it('answers in the thread where it is asked, and nowhere else', async () => {
    const root = await bob().says('what about lunch?', { in: '#ops' })
    await alice().says('@Bellhop echo soup', { in: '#ops', thread: root })
    expect(await bob().waitsFor('soup', { in: '#ops', thread: root })).toMatchObject({ threadTs: root.ts })
    expect(
      bob()
        .sees({ in: '#ops' })
        .map((seen) => seen.text),
    ).not.toContain('soup')
  })

  it('keeps out of what people say to each other', async () => {
    const said = await bob().says('echo this is not for you', { in: '#ops' })
    await slack.workspace.idle()
    await slack.core.idle()
    expect(bob().sees({ in: '#ops', thread: said })).toHaveLength(1)
  })

  it('answers everything in a direct message, under the question', async () => {
    const asked = await alice().says('echo just us', { in: '@Bellhop' })
    expect(await alice().waitsFor('just us', { in: '@Bellhop', thread: asked })).toMatchObject({ threadTs: asked.ts })
  })

  it('answers a slash command where it is typed, even where Bellhop is no member', async () => {
    await alice().types('/bellhop echo for the board', { in: '#board' })
    expect(await bob().waitsFor('for the board', { in: '#board' })).toMatchObject({ isBot: true })
  })

  it('tells what went wrong to the asker alone, with a reference', async () => {
    await alice().types('/bellhop nonsense', { in: '#ops' })
    expect(await alice().waitsFor('no command', { in: '#ops' })).toMatchObject({ onlyForMe: true })
    const asked = await alice().says('@Bellhop echo', { in: '#ops' })
    const refusal = await alice().waitsFor(/reference/, { in: '#ops', thread: asked })
    expect(refusal).toMatchObject({ onlyForMe: true })
    const seenByBob = bob().sees({ in: '#ops', thread: asked })
    expect(seenByBob.map((seen) => seen.ts)).not.toContain(refusal.ts)
  })

  it('shows somebody else’s words without calling anybody', async () => {
    const asked = await alice().says('@Bellhop echo <!channel> and <@U123> and @here and all', { in: '#ops' })
    const answer = await alice().waitsFor('and all', { in: '#ops', thread: asked })
    const stored = JSON.stringify([answer.blocks, slack.workspace.journal.requests('chat.postMessage').at(-1)?.args])
    expect(stored).not.toMatch(/<[!@]/)
    expect(stored).not.toMatch(/[^\w]@here/)
  })

  it('answers by direct message, with the reason, when it is thrown out before it can answer', async () => {
    slack.workspace.channel('brief')
    await slack.core.idle()
    slack.workspace.faults.add('users.info', { kind: 'slow', ms: 300 })
    await slack.workspace.person('carol').says('@Bellhop echo hello carol', { in: '#brief' })
    slack.workspace.remove('Bellhop', '#brief')
    const told = await slack.workspace.person('carol').waitsFor('hello carol', { in: '@Bellhop' })
    expect(told.text).toContain('I could not answer in #brief')
  })
})
