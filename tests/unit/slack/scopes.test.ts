// The scopes and subscriptions of needs.ts, held against a Slack that checks them and was not told by us what they are.
import { afterEach, describe, expect, it } from 'vitest'
import { events, type Method, methods, scopes } from '../../../bots/slack/needs.ts'
import { createSlackApi } from '../../../bots/slack/slack-api.ts'
import { createSecret } from '../../../src/domain/secret.ts'
import type { SlackWorkspaceOptions } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { openSlack, type Slack } from './open-slack.ts'

describe('an app with the scopes of the manifest', () => {
  let slack: Slack
  const open = async (workspace: SlackWorkspaceOptions) => {
    slack = await openSlack({ workspace })
    for (const name of ['alice', 'bob']) slack.workspace.person(name)
    slack.workspace.channel('ops', { members: ['Bellhop', 'alice'] })
    slack.workspace.channel('secret', { members: ['Bellhop', 'alice'], kind: 'private' })
  }
  afterEach(() => slack.stop())

  /** The methods that Slack refuses for want of a scope. */
  async function callsInVain(): Promise<string[]> {
    const { botToken, appToken } = slack.workspace.credentials()
    const alice = slack.workspace.person('alice')
    const group = slack.workspace.group('alice', 'bob', 'Bellhop').id
    const said = ['#ops', '#secret', '@Bellhop', group].map((where) => alice.says('hi', { in: where }))
    const channels = (await Promise.all(said)).map(({ channel }) => channel)
    const api = createSlackApi(slack.workspace.apiUrl)
    const missing: string[] = []
    for (const method of Object.keys(methods) as Method[]) {
      const token = createSecret(method === 'apps.connections.open' ? appToken : botToken)
      for (const channel of channels) {
        const called = await api.call(method, { channel, users: alice.id, user: alice.id }, token)
        if (called.kind === 'error' && called.error === 'missing_scope') missing.push(method)
      }
    }
    return [...new Set(missing)]
  }

  it('may call every method the code calls', async () => {
    await open({ scopes: [...scopes] })
    expect(await callsInVain()).toEqual([])
  })

  it.each(scopesOfCalls())('needs %s for a call', async (scope) => {
    await open({ scopes: scopes.filter((one) => one !== scope) })
    expect(await callsInVain()).not.toEqual([])
  })

  it('hears of everything it subscribes to', async () => {
    await open({ scopes: [...scopes], events: Object.keys(events) })
    const alice = slack.workspace.person('alice')
    const said = await alice.says('@Bellhop hi', { in: '#ops' })
    await alice.says('hi', { in: '#secret' })
    await alice.says('hi', { in: '@Bellhop' })
    await alice.says('hi', { in: slack.workspace.group('alice', 'bob', 'Bellhop').id })
    await alice.reacts(said, '+1')
    await alice.unreacts(said, '+1')
    await alice.opens('home')
    await alice.invites('bob', '#ops')
    slack.workspace.changePerson('alice', { realName: 'Alice' })
    await slack.workspace.idle()
    slack.workspace.uninstall()
    await slack.workspace.idle()
    const heard = new Set(slack.workspace.journal.deliveries().map(({ type }) => type))
    const expected = Object.values(events).map(({ type }) => type)
    // The stop button needs somebody at work.
    expect([...heard]).toEqual(expect.arrayContaining(expected.filter((type) => type !== 'agent_session_stopped')))
    expect(slack.workspace.journal.deliveries('message')).toHaveLength(4)
  })
})

/** What only events need is shown by hearing them. */
function scopesOfCalls(): string[] {
  return [...new Set(Object.values(methods).flat())].sort()
}
