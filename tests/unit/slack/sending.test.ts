import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import { type Reply, type ReplyPart, say, whisper } from '../../../src/domain/reply.ts'
import { openSlack, type Slack } from './open-slack.ts'

describe('a reply on its way to Slack', () => {
  let slack: Slack
  beforeAll(async () => {
    slack = await openSlack()
    slack.workspace.person('alice')
    slack.workspace.person('bob')
    slack.workspace.channel('ops')
    slack.workspace.channel('private-talk', { kind: 'private', members: ['alice'] })
  })
  afterEach(() => slack.workspace.faults.clear())
  afterAll(() => slack.stop())

  let count = 0
  const alice = () => slack.workspace.person('alice')

  async function asked(text = '@Bellhop hello', where = '#ops'): Promise<ReplyTo> {
    await alice().says(text, { in: where })
    await slack.workspace.idle()
    return (await slack.lastRead('text')).replyTo
  }

  async function commanded(where = '#ops'): Promise<ReplyTo> {
    await alice().types('/bellhop ping', { in: where })
    return (await slack.lastRead('command')).replyTo
  }

  it('stands in the thread of the question, without previews, and bears its key', async () => {
    const to = await asked()
    const [sent] = await slack.sends(say('Here it is: https://example.com'), to, { plan: 'keyed' })
    const seen = await alice().waitsFor('Here it is', { in: '#ops', thread: threadOf(to) })
    expect(sent).toEqual({ outcome: 'sent', id: `${seen.channel}:${seen.ts}` })
    expect(slack.workspace.journal.requests('chat.postMessage').at(-1)?.args).toMatchObject({
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: 'bellhop_reply', event_payload: { key: 'bellhop-keyed-0' } },
    })
  })

  it('is shown to the asker alone when it is for the asker, and the light goes out', async () => {
    const to = await asked()
    await slack.sends(whisper('only you'), to)
    const thread = threadOf(to)
    expect(await alice().waitsFor('only you', { in: '#ops', thread })).toMatchObject({ onlyForMe: true })
    expect(
      slack.workspace
        .person('bob')
        .sees({ in: '#ops', thread })
        .map((one) => one.text),
    ).not.toContain('only you')
    await slack.platform.stop()
    const lights = slack.workspace.journal.requests('assistant.threads.setStatus').map((request) => request.args)
    const here = lights.filter((args) => args.thread_ts === thread).map((args) => args.status)
    expect(here).toEqual(['is on it…', ''])
  })

  it('is an ordinary message in a direct conversation, even when it is for the asker', async () => {
    const to = await asked('hello', '@Bellhop')
    await slack.sends(whisper('between us'), to)
    expect(await alice().waitsFor('between us', { in: '@Bellhop' })).toMatchObject({
      onlyForMe: false,
      threadTs: threadOf(to),
    })
  })

  it('answers a command through its response url, for all or for the asker', async () => {
    const to = await commanded('#private-talk')
    const before = slack.workspace.journal.requests('response_url').length
    await slack.sends(say('for all'), to)
    await slack.sends(whisper('for alice'), to)
    expect(await alice().waitsFor('for all', { in: '#private-talk' })).toMatchObject({ onlyForMe: false })
    expect(await alice().waitsFor('for alice', { in: '#private-talk' })).toMatchObject({ onlyForMe: true })
    expect(slack.workspace.journal.requests('response_url')).toHaveLength(before + 2)
  })

  it('goes to the channel when the response url is used up', async () => {
    const to = await commanded()
    for (let i = 0; i < 5; i++) await slack.sends(say(`use ${i}`), to)
    const [sent] = await slack.sends(say('the sixth'), to)
    expect(sent).toMatchObject({ outcome: 'sent', id: expect.stringMatching(/^C/) })
    await alice().waitsFor('the sixth', { in: '#ops' })
  })

  it('goes to a direct message that says why, where the bot is not in the channel', async () => {
    const to = { ...(await commanded('#private-talk')) }
    const late = { ...to, address: { ...(to.address as object), at: Date.now() - 31 * 60_000 } }
    const before = alice().sees({ in: '@Bellhop' }).length
    const results = await slack.sends(twoParts, late)
    expect(results.map((sent) => sent.outcome)).toEqual(['sent', 'sent'])
    const told = alice().sees({ in: '@Bellhop' }).slice(before)
    const [note] = told.filter((one) => one.text.includes('I could not answer'))
    expect(note?.text).toContain('first')
    const rest = told.at(-1)
    expect(rest?.text).toContain('second')
    expect(rest?.text).not.toContain('I could not answer')
  })

  it('says that a channel is archived', async () => {
    slack.workspace.channel('old')
    const to = await asked('@Bellhop hello', '#old')
    slack.workspace.archive('old')
    await slack.sends(say('too late'), to)
    expect(await alice().waitsFor('too late', { in: '@Bellhop' })).toMatchObject({
      text: expect.stringContaining('#old: it is archived'),
    })
  })

  it('says that the question is gone', async () => {
    const question = await alice().says('@Bellhop hello', { in: '#ops' })
    await slack.workspace.idle()
    const { replyTo } = await slack.lastRead('text')
    await alice().deletes(question)
    await slack.sends(say('an answer to nothing'), replyTo)
    expect((await alice().waitsFor('an answer to nothing', { in: '@Bellhop' })).text).toContain('your message is gone')
  })

  it('keeps its words and its buttons when Slack refuses its blocks', async () => {
    const to = await asked()
    slack.workspace.faults.add('chat.postMessage', { kind: 'error', error: 'invalid_blocks' })
    const table = { kind: 'table', columns: ['A'], rows: [['1']], twin: 'A is 1 <!channel>' } as const
    const buttons = { kind: 'buttons', buttons: [{ label: 'Again', action: 'run', value: 'ping' }] } as const
    const reply: Reply = {
      parts: [
        { ...table, columns: ['A'], rows: [['1']] },
        { ...buttons, buttons: [...buttons.buttons] },
      ],
      audience: 'everyone',
    }
    const [sent] = await slack.sends(reply, to)
    expect(sent?.outcome).toBe('sent')
    const seen = await alice().waitsFor('A is 1', { in: '#ops', thread: threadOf(to) })
    expect(seen.buttons).toEqual(['Again'])
    expect(seen.blocks.map((block) => block.type)).toEqual(['section', 'actions'])
    expect(JSON.stringify(seen.blocks)).not.toContain('<!channel>')
  })

  it('keeps its words and its buttons when the response url refuses its blocks, and asks no second time', async () => {
    const to = await commanded('#private-talk')
    const before = slack.workspace.journal.requests('response_url').length
    slack.workspace.faults.add('response_url', { kind: 'error', error: 'invalid_blocks' })
    const table: ReplyPart = { kind: 'table', columns: ['A'], rows: [['2']], twin: 'A is 2' }
    const buttons: ReplyPart = { kind: 'buttons', buttons: [{ label: 'Once more', action: 'run', value: 'ping' }] }
    const [sent] = await slack.sends({ parts: [table, buttons], audience: 'everyone' }, to)
    expect(sent?.outcome).toBe('sent')
    const seen = await alice().waitsFor('A is 2', { in: '#private-talk' })
    expect(seen.buttons).toEqual(['Once more'])
    expect(seen.blocks.map((block) => block.type)).toEqual(['section', 'actions'])
    expect(slack.workspace.journal.requests('response_url')).toHaveLength(before + 2)
  })

  it('is refused when even its words are', async () => {
    const to = await asked()
    slack.workspace.faults.add('chat.postMessage', { kind: 'error', error: 'invalid_blocks' }, 2)
    expect(await slack.sends(say('x'), to)).toEqual([{ outcome: 'refused', reason: 'invalid_blocks' }])
  })

  it.each([
    [
      'later, as long as Slack says',
      { kind: 'limited', retryAfterSeconds: 7 } as const,
      { outcome: 'later', afterMs: 7_000 },
    ],
    ['perhaps, when Slack is down', { kind: 'down', status: 503 } as const, { outcome: 'unknown' }],
    ['perhaps, when the answer is lost', { kind: 'answer lost' } as const, { outcome: 'unknown' }],
    [
      'perhaps, when Slack broke off half-way',
      { kind: 'error', error: 'fatal_error' } as const,
      { outcome: 'unknown' },
    ],
    ['never, when Slack refuses it', { kind: 'error', error: 'msg_too_long' } as const, { outcome: 'refused' }],
    [
      'again, when the token has to be replaced',
      { kind: 'error', error: 'invalid_auth' } as const,
      { outcome: 'retry' },
    ],
  ])('is sent %s', async (_, fault, expected) => {
    // A channel of its own: a limit that Slack set stays for a while.
    const to = await asked(
      '@Bellhop hello',
      `#${slack.workspace.channel(`faults-${expected.outcome}-${count++}`).name}`,
    )
    slack.workspace.faults.add('chat.postMessage', fault)
    expect((await slack.sends(say('hm'), to))[0]).toMatchObject(expected)
  })

  it('is sent again when nobody answers at Slack’s address at all', async () => {
    const gone = await openSlack()
    gone.workspace.person('alice')
    gone.workspace.channel('ops')
    await gone.workspace.person('alice').says('@Bellhop hello', { in: '#ops' })
    await gone.workspace.idle()
    const { replyTo } = await gone.lastRead('text')
    await gone.workspace.close()
    // The connection that was kept alive may have taken it; a new one surely did not.
    await gone.sends(say('hm'), replyTo)
    expect((await gone.sends(say('hm'), replyTo))[0]).toEqual({ outcome: 'retry', reason: 'ECONNREFUSED' })
    await gone.stop().catch(() => undefined)
  })

  it('is refused in a workspace that has no installation', async () => {
    const to = { ...(await asked()), workspace: 'slack:TGONE' }
    expect((await slack.sends(say('hm'), to))[0]).toMatchObject({ outcome: 'refused' })
  })
})

const twoParts: Reply = {
  parts: [
    { kind: 'text', text: `first ${'x'.repeat(10_900)}` },
    { kind: 'text', text: 'second, long enough to need a message of its own '.repeat(5) },
  ],
  audience: 'everyone',
}

function threadOf(to: ReplyTo): string {
  return to.conversation.split(':')[3] ?? ''
}
