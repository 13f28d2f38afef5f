// Who is heard in a thread without naming Bellhop, and which programs are heard at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeenMessage } from '../../src/simulator/slack/people/seen.ts'
import { readEveryOrg } from '../../src/store/identity/account-rows.ts'
import { sqlIn } from '../../src/store/in-org.ts'
import type { Store } from '../../src/store/open-store.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

describe('without a mention', () => {
  let store: Store
  let slack: SlackCore
  beforeAll(async () => {
    store = await openTestStore()
    slack = await openSlackCore(store)
    for (const name of ['alice', 'bob']) slack.workspace.person(name)
    slack.workspace.person('chatty', { bot: true })
    slack.workspace.channel('ops', { members: ['Bellhop', 'alice', 'bob', 'chatty'] })
  })
  afterAll(async () => {
    await slack.stop()
    await store.close()
  })

  const alice = () => slack.workspace.person('alice')
  const bob = () => slack.workspace.person('bob')
  const chatty = () => slack.workspace.person('chatty')
  const quiet = async () => {
    await slack.workspace.idle()
    await slack.core.idle()
  }
  const answersIn = (thread: SeenMessage) =>
    alice()
      .sees({ in: '#ops', thread })
      .filter((seen) => seen.isBot && seen.fromId !== chatty().id)
      .map((seen) => seen.text)

  async function begin() {
    const root = await alice().says('@Bellhop echo first', { in: '#ops' })
    await alice().waitsFor('first', { in: '#ops', thread: root })
    return root
  }

  it('goes on with whoever addressed it in the thread', async () => {
    const root = await begin()
    await alice().says('echo second', { in: '#ops', thread: root })
    await alice().waitsFor('second', { in: '#ops', thread: root })
    expect(answersIn(root)).toEqual(['first', 'second'])
  })

  it('does not take up what somebody else says in that thread, until they address it themselves', async () => {
    const root = await begin()
    await bob().says('echo not for you', { in: '#ops', thread: root })
    await quiet()
    expect(answersIn(root)).toEqual(['first'])
    await bob().says('@Bellhop echo for you', { in: '#ops', thread: root })
    await bob().waitsFor('for you', { in: '#ops', thread: root })
    await bob().says('echo and this too', { in: '#ops', thread: root })
    await bob().waitsFor('and this too', { in: '#ops', thread: root })
  })

  it('keeps out when somebody else is mentioned, when it is mere talk, and outside of the thread', async () => {
    const root = await begin()
    await alice().says('@Bob echo look at this', { in: '#ops', thread: root })
    await alice().says('thanks, that is all', { in: '#ops', thread: root })
    const other = await alice().says('echo somewhere else', { in: '#ops' })
    await alice().says('echo in a thread of people', { in: '#ops', thread: other })
    await quiet()
    expect(answersIn(root)).toEqual(['first'])
    expect(answersIn(other)).toEqual([])
  })

  it('does not forget over a restart whom it listens to', async () => {
    const root = await begin()
    await slack.halt()
    slack = await slack.again()
    await alice().says('echo still there?', { in: '#ops', thread: root })
    await alice().waitsFor('still there?', { in: '#ops', thread: root })
  })

  it('does not answer another program, even when it is named by it', async () => {
    const root = await begin()
    await chatty().says('echo I am a program', { in: '#ops', thread: root })
    await chatty().says('@Bellhop echo I am a program', { in: '#ops', thread: root })
    await quiet()
    expect(answersIn(root)).toEqual(['first'])
  })

  it('ends by itself with a program that answers every message: after ten turns, until a person speaks', async () => {
    const [org = ''] = await readEveryOrg(store.sql)
    const { teamId } = chatty()
    const root = await begin()
    await chatty().says('@Bellhop echo who am I', { in: '#ops', thread: root })
    await quiet()
    const account = `slack:${teamId}:${chatty().id}`
    await store.inOrg(org, (tx) => saveSetting(sqlIn(tx), org, 'allowed bots', JSON.stringify([account])))
    for (let turn = 1; turn <= 14; turn++) {
      await chatty().says(`@Bellhop echo turn ${turn}`, { in: '#ops', thread: root })
      await quiet()
    }
    expect(answersIn(root).slice(1)).toEqual(Array.from({ length: 10 }, (_, i) => `turn ${i + 1}`))
    await alice().says('echo carry on', { in: '#ops', thread: root })
    await alice().waitsFor('carry on', { in: '#ops', thread: root })
    await chatty().says('@Bellhop echo as you wish', { in: '#ops', thread: root })
    await alice().waitsFor('as you wish', { in: '#ops', thread: root })
  })
})
