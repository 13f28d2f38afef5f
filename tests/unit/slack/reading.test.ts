import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slashCommands } from '../../../bots/slack/needs.ts'
import { openSlack, type Slack } from './open-slack.ts'

describe('what happens in Slack', () => {
  let slack: Slack
  beforeAll(async () => {
    slack = await openSlack({ workspace: { events: allEvents, commands: Object.keys(slashCommands) } })
    slack.workspace.person('alice')
    slack.workspace.person('bob')
    slack.workspace.person('carol')
    slack.workspace.person('dora')
    slack.workspace.channel('ops')
  })
  afterAll(() => slack.stop())

  async function next<T>(act: () => Promise<T>) {
    await slack.workspace.idle()
    const before = slack.arrivals.length
    const done = await act()
    await slack.workspace.idle()
    const read = await Promise.all(slack.arrivals.slice(before).map((arrival) => slack.reads(arrival)))
    return { done, read: read.filter((incoming) => incoming !== undefined), stored: slack.arrivals.slice(before) }
  }

  it('is stored once when a mention comes as two events, and read as addressed to us', async () => {
    const alice = slack.workspace.person('alice')
    const before = slack.workspace.journal.deliveries('app_mention').length
    const { done: said, stored, read } = await next(() => alice.says('@Bellhop kpi <mtd> & more', { in: '#ops' }))
    expect(slack.workspace.journal.deliveries('app_mention')).toHaveLength(before + 1)
    expect(stored).toHaveLength(1)
    const { teamId } = slack.workspace.credentials()
    expect(read).toMatchObject([
      {
        kind: 'text',
        text: 'kpi <mtd> & more',
        isAddressed: true,
        isShared: true,
        conversation: `slack:${teamId}:${said.channel}:${said.ts}`,
        sender: { account: `slack:${teamId}:${alice.id}`, name: 'alice', isBot: false, isStranger: false },
        at: Math.round(Number(said.ts) * 1000),
        id: stored[0]?.key,
      },
    ])
  })

  it('is addressed to us in a direct message, whatever is said', async () => {
    const { read } = await next(() => slack.workspace.person('alice').says('good morning', { in: '@Bellhop' }))
    expect(read).toMatchObject([{ kind: 'text', text: 'good morning', isAddressed: true, isShared: false }])
  })

  it('is not addressed to us when people talk to each other, and costs no question about them', async () => {
    const asked = slack.workspace.journal.requests('users.info').length
    const { read } = await next(() => slack.workspace.person('dora').says('lunch?', { in: '#ops' }))
    expect(read).toMatchObject([{ kind: 'text', isAddressed: false, sender: { isStranger: true } }])
    expect(slack.workspace.journal.requests('users.info')).toHaveLength(asked)
  })

  it('keeps its conversation in the thread', async () => {
    const alice = slack.workspace.person('alice')
    const { done: root, read: first } = await next(() => alice.says('@Bellhop one', { in: '#ops' }))
    const { read: second } = await next(() => alice.says('two', { in: '#ops', thread: root }))
    expect(second).toMatchObject([{ isAddressed: false, conversation: first[0]?.conversation }])
  })

  it('flags what bots say', async () => {
    const { read } = await next(async () => {
      const to = await mention()
      await slack.sends({ parts: [{ kind: 'text', text: 'hi' }], audience: 'everyone' }, to)
    })
    expect(read.at(-1)).toMatchObject({ kind: 'text', text: 'hi', sender: { isBot: true } })
  })

  it('tells of edits and deletions, in the conversation of the message', async () => {
    const alice = slack.workspace.person('alice')
    const { done: said, read } = await next(() => alice.says('first', { in: '#ops' }))
    const { read: edited } = await next(() => alice.edits(said, '@Bellhop second'))
    const { read: deleted } = await next(() => alice.deletes(said))
    expect(edited).toMatchObject([
      { kind: 'edited', text: 'second', isAddressed: false, conversation: read[0]?.conversation },
    ])
    expect(deleted).toMatchObject([
      { kind: 'deleted', conversation: read[0]?.conversation, sender: { account: expect.stringContaining(alice.id) } },
    ])
  })

  it('brings files along', async () => {
    const files = [{ name: 'numbers.csv', content: 'a,b' }]
    const { read } = await next(() => slack.workspace.person('alice').says('', { in: '@Bellhop', files }))
    expect(read).toMatchObject([
      {
        kind: 'file',
        isAddressed: true,
        files: [
          { name: 'numbers.csv', mediaType: 'text/csv', bytes: 3, fetchFrom: { url: expect.stringContaining('http') } },
        ],
      },
    ])
  })

  it('tells of thumbs on what we said, in any colour, and of no other reaction', async () => {
    const alice = slack.workspace.person('alice')
    const to = await mention()
    await slack.sends({ parts: [{ kind: 'text', text: 'Forty-two' }], audience: 'everyone' }, to)
    const ours = await alice.waitsFor('Forty-two', { in: '#ops' })
    const theirs = await slack.workspace.person('bob').says('cake in the kitchen', { in: '#ops' })
    const { read } = await next(async () => {
      await alice.reacts(ours, '+1::skin-tone-4')
      await alice.unreacts(ours, '+1::skin-tone-4')
      await alice.reacts(ours, 'tada')
      await alice.reacts(theirs, '+1')
    })
    const message = `${ours.channel}:${ours.ts}`
    expect(read).toMatchObject([
      { kind: 'reaction', reaction: { message, isOurs: true, added: ['up'], removed: [] } },
      { kind: 'reaction', reaction: { message, isOurs: true, added: [], removed: ['up'] } },
    ])
  })

  it('tells who invites us into a channel, and of nobody else who comes', async () => {
    const alice = slack.workspace.person('alice')
    slack.workspace.channel('garden', { members: ['alice', 'bob'] })
    const { read } = await next(async () => {
      await alice.invites('Bellhop', '#garden')
      await alice.invites('carol', '#garden')
    })
    expect(read).toMatchObject([
      { kind: 'joined', isAddressed: true, sender: { account: expect.stringContaining(alice.id) } },
    ])
  })

  it('tells of the home tab', async () => {
    const alice = slack.workspace.person('alice')
    const { read: home } = await next(() => alice.opens('home'))
    expect(home).toMatchObject([{ kind: 'home', isShared: false }])
  })

  it('reads a command with its name and the rest, and the short forms', async () => {
    const alice = slack.workspace.person('alice')
    const { read } = await next(() => alice.types('/bellhop KPI mtd  --by region', { in: '#ops' }))
    expect(read).toMatchObject([
      { kind: 'command', command: { name: 'kpi', rest: 'mtd  --by region' }, isAddressed: true },
    ])
    expect(read[0]?.conversation).toMatch(new RegExp(`:${alice.id}$`))
    const { read: ask } = await next(() => alice.types('/ask what is new?', { in: '#ops' }))
    expect(ask).toMatchObject([{ command: { name: 'ask', rest: 'what is new?' } }])
    const { read: bare } = await next(() => alice.types('/bellhop', { in: '#ops' }))
    expect(bare).toMatchObject([{ command: { name: 'help', rest: '' } }])
  })

  it('reads a press with its action, value and message', async () => {
    const buttons = [
      { label: 'Yes', action: 'run', value: 'approve 7' },
      { label: 'No', action: 'run', value: 'deny 7' },
    ]
    const to = await mention()
    await slack.sends({ parts: [{ kind: 'buttons', buttons }], audience: 'everyone' }, to)
    const { read, stored } = await next(() => slack.workspace.person('bob').presses('No', { in: '#ops' }))
    expect(read).toMatchObject([
      {
        kind: 'press',
        press: { action: 'run', value: 'deny 7' },
        conversation: to.conversation,
        sender: { name: 'bob' },
      },
    ])
    expect(stored[0]?.isControl).toBe(true)
  })

  it('reads shortcuts on a message and everywhere', async () => {
    const alice = slack.workspace.person('alice')
    const said = await alice.says('the printer is on fire', { in: '#ops' })
    const { read } = await next(() => alice.runs('file_ticket', said))
    expect(read).toMatchObject([
      { kind: 'shortcut', quoted: { text: 'the printer is on fire' }, press: { action: 'file_ticket' } },
    ])
    const { read: global } = await next(() => alice.runs('new_ticket'))
    expect(global).toMatchObject([{ kind: 'shortcut', press: { action: 'new_ticket' }, isShared: false }])
  })

  it('tells that somebody pressed stop, ahead of everything else in that thread', async () => {
    const alice = slack.workspace.person('alice')
    const asked = await alice.says('@Bellhop work', { in: '#ops' })
    await slack.workspace.idle()
    const working = { channel_id: asked.channel, thread_ts: asked.ts, status: 'processing' }
    const authorization = `Bearer ${slack.workspace.credentials().botToken}`
    const headers = { authorization, 'content-type': 'application/json' }
    const url = `${slack.workspace.apiUrl}agents.sessions.setStatus`
    await fetch(url, { method: 'POST', headers, body: JSON.stringify(working) })
    const { read, stored } = await next(() => alice.stops({ in: '#ops', thread: asked }))
    expect(read).toMatchObject([
      { kind: 'stopped', isAddressed: true, conversation: expect.stringContaining(asked.ts) },
    ])
    expect(stored[0]?.isControl).toBe(true)
  })

  it('reads nothing in an event nobody asked for, and holds nothing up by it', async () => {
    slack.workspace.channel('somewhere-new')
    await slack.workspace.idle()
    const created = slack.arrivals.at(-1)
    expect(String(Buffer.from(created?.body ?? []))).toContain('channel_created')
    expect(created && (await slack.reads(created))).toBeUndefined()
  })

  it('rejects what is stored but can be handled by nobody', async () => {
    const [some] = slack.arrivals
    if (!some) throw new Error('nothing arrived')
    await expect(slack.reads({ ...some, body: Buffer.from('{"type":"mystery"}') })).rejects.toThrow('does not know')
    const elsewhere = JSON.parse(String(Buffer.from(some.body)))
    const body = Buffer.from(JSON.stringify({ ...elsewhere, context_team_id: 'T9', team_id: 'T9', authorizations: [] }))
    await expect(slack.reads({ ...some, body })).rejects.toThrow('not installed')
  })

  it('rejects when handling it failed, with what went wrong', async () => {
    await mention()
    const stored = slack.arrivals.at(-1)
    if (!stored) throw new Error('nothing arrived')
    const failing = slack.platform.deliver({ ...stored, id: '1', attempt: 0, receivedAt: 0 }, async () => {
      throw new Error('the router stumbled')
    })
    await expect(failing).rejects.toThrow('the router stumbled')
  })

  async function mention() {
    await slack.workspace.person('alice').says('@Bellhop hello', { in: '#ops' })
    await slack.workspace.idle()
    return (await slack.lastRead('text')).replyTo
  }
})

const allEvents = [
  ...['app_mention', 'message.channels', 'message.groups', 'message.im', 'message.mpim', 'reaction_added'],
  ...['app_home_opened', 'member_joined_channel', 'member_left_channel', 'user_change', 'channel_created'],
  ...['agent_session_stopped', 'reaction_removed'],
]
