// What people of the simulated workspace see, say and wait for.
import type { webApi } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import type { Person } from '../../../src/simulator/slack/people/person.ts'
import { clientOf, furnish } from './slack-app.ts'

let slack: SlackWorkspace
let client: webApi.WebClient
let channel: string
let alice: Person
let bob: Person
beforeEach(async () => {
  slack = await createSlackWorkspace({ rateLimits: false, patienceMs: 50 })
  furnish(slack)
  client = clientOf(slack)
  channel = slack.channel('ops').id
  ;[alice, bob] = [slack.person('alice'), slack.person('bob')]
})
afterEach(() => slack.close())

const ops = { in: '#ops' }
const textsFor = (person: Person, where: { in: string } = ops) => person.sees(where).map(({ text }) => text)

describe('what is typed', () => {
  it('turns names, channels, addresses and signs into what Slack passes on', async () => {
    await alice.says('@Bellhop ask @bob in #ops about https://example.com/a?b=1 & <b>', ops)
    const { messages = [] } = await client.conversations.history({ channel })
    const bot = slack.credentials().botUserId
    const text = `<@${bot}> ask <@${bob.id}> in <#${channel}|ops> about <https://example.com/a?b=1> &amp; &lt;b&gt;`
    expect(messages[0]?.text).toBe(text)
    const [section] = (messages[0]?.blocks?.[0]?.elements ?? []) as { elements: { type: string }[] }[]
    const kinds = section?.elements.map(({ type }) => type)
    expect(kinds).toEqual(['user', 'text', 'user', 'text', 'channel', 'text', 'link', 'text'])
    expect(textsFor(bob)).toEqual(['@Bellhop ask @Bob in #ops about https://example.com/a?b=1 & <b>'])
  })

  it('leaves longer names and addresses of mail alone', async () => {
    await alice.says('bobby@bob.com and @bobby', ops)
    const { messages = [] } = await client.conversations.history({ channel })
    expect(messages[0]?.text).toBe('bobby@bob.com and @bobby')
  })
})

describe('what is seen', () => {
  it('is for the one it was whispered to', async () => {
    await client.chat.postEphemeral({ channel, user: alice.id, text: 'only you' })
    expect(alice.sees(ops)[0]).toMatchObject({ text: 'only you', onlyForMe: true, isBot: true })
    expect(textsFor(bob)).toEqual([])
  })

  it('is the timeline, and a thread by itself', async () => {
    const root = await alice.says('root', ops)
    await bob.says('reply', { ...ops, thread: root })
    await bob.says('loud reply', { ...ops, thread: root, broadcast: true })
    expect(textsFor(alice)).toEqual(['root', 'loud reply'])
    expect(alice.sees({ ...ops, thread: root }).map(({ text }) => text)).toEqual(['root', 'reply', 'loud reply'])
  })

  it('reads blocks, not the text behind them', async () => {
    const rows = [
      ['Day', 'Orders'],
      ['Mon', '7'],
    ].map((row) => row.map((text) => ({ type: 'raw_text', text })))
    const points = [{ label: 'Mon', value: 7 }]
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Today' } },
      { type: 'section', text: { type: 'mrkdwn', text: `for <@${alice.id}>, <https://example.com|more>` } },
      { type: 'data_table', caption: 'Orders', rows },
      {
        type: 'data_visualization',
        title: 'Curve',
        chart: { type: 'bar', series: [{ name: 'Orders', data: points }], axis_config: { categories: ['Mon'] } },
      },
    ]
    await client.apiCall('chat.postMessage', { channel, text: 'fallback', blocks })
    const lines = ['Today', 'for @Alice, more', 'Orders', 'Day | Orders', 'Mon | 7', 'Curve', 'Orders', 'Mon: 7']
    expect(textsFor(alice)).toEqual([lines.join('\n')])
  })

  it('tells other bots from people', async () => {
    const ci = slack.person('ci', { bot: true })
    slack.invite('ci', 'ops')
    await ci.says('build 7 is green', ops)
    expect(alice.sees(ops)[0]).toMatchObject({ from: 'Ci', isBot: true })
    const { messages = [] } = await client.conversations.history({ channel })
    expect(messages[0]).toMatchObject({ bot_profile: { name: 'Ci' } })
    expect(messages[0]?.app_id).not.toBe(slack.credentials().appId)
  })

  it('ends at the door: guests and strangers see only their channels', async () => {
    const gwen = slack.person('gwen', { guest: 'one channel' })
    expect(() => gwen.sees(ops)).toThrow('gwen finds no #ops')
    await expect(gwen.says('hello', ops)).rejects.toThrow('gwen finds no #ops')
    slack.invite('gwen', 'ops')
    await gwen.says('hello', ops)
    expect(textsFor(alice)).toEqual(['hello'])
    slack.archive('ops')
    await expect(alice.says('too late', ops)).rejects.toThrow('archived')
  })
})

describe('waiting', () => {
  it('finds what came since the last act, each message once', async () => {
    await client.chat.postMessage({ channel, text: 'old news' })
    await alice.says('anything new?', ops)
    await client.chat.postMessage({ channel, text: 'news one' })
    await client.chat.postMessage({ channel, text: 'news two' })
    expect((await alice.waitsFor(/news/, ops)).text).toBe('news one')
    expect((await alice.waitsFor(/news/, ops)).text).toBe('news two')
    await expect(alice.waitsFor(/news/, ops)).rejects.toThrow(/Waited 50 ms.*«old news»/)
  })

  it('wakes for an edit as for a post, and never for one’s own words', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'working' })
    await alice.says('is it done?', ops)
    const waiting = alice.waitsFor(/done/, ops)
    await client.chat.update({ channel, ts, text: 'done' })
    expect((await waiting).ts).toBe(ts)
  })

  it('can begin from a message instead of the last act', async () => {
    const first = await alice.says('one', ops)
    await client.chat.postMessage({ channel, text: 'answer to one' })
    await alice.says('two', ops)
    expect((await alice.waitsFor(/answer/, { ...ops, since: first })).text).toBe('answer to one')
  })
})

describe('the snapshot', () => {
  it('shows one person’s channels, and the observer hears what changes', async () => {
    slack.channel('board', { kind: 'private', members: ['bob'] })
    const heard: string[] = []
    const stop = slack.observe((change) => heard.push(change.kind))
    await alice.says('hello', ops)
    stop()
    await alice.says('unheard', ops)
    expect(heard).toEqual(['message'])
    const labels = (name: string) => slack.snapshot(name).channels.map(({ label }) => label)
    expect(labels('alice')).toEqual(['#ops'])
    expect(labels('bob')).toEqual(['#ops', '#board'])
    const [seen] = slack.snapshot('alice').channels
    expect(seen).toMatchObject({ isMember: true, members: ['Bellhop', 'Alice', 'Bob'] })
    expect(seen?.messages.map(({ text }) => text)).toEqual(['hello', 'unheard'])
  })
})
