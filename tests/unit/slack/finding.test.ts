import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import { type Reply, say, whisper } from '../../../src/domain/reply.ts'
import type { Sending } from '../../../src/ports/chat-platform.ts'
import { openSlack, type Slack } from './open-slack.ts'

describe('a send whose answer was lost', () => {
  let slack: Slack
  beforeAll(async () => {
    slack = await openSlack()
    slack.workspace.person('alice')
    slack.workspace.channel('ops')
    slack.workspace.channel('private-talk', { kind: 'private', members: ['alice'] })
  })
  afterEach(() => slack.workspace.faults.clear())
  afterAll(() => slack.stop())

  const alice = () => slack.workspace.person('alice')
  let count = 0

  async function asked(where = '#ops'): Promise<ReplyTo> {
    await alice().says('@Bellhop hello', { in: where })
    await slack.workspace.idle()
    return (await slack.lastRead('text')).replyTo
  }

  function sendingOf(reply: Reply, to: ReplyTo): Sending {
    const [step] = slack.platform.plan(reply, to)
    if (!step) throw new Error('nothing to send')
    return { key: `bellhop-${++count}`, step, attempt: 0, to, before: [] }
  }

  it('is found in its thread, with the id it got', async () => {
    const sending = sendingOf(say('perhaps'), await asked())
    slack.workspace.faults.add('chat.postMessage', { kind: 'answer lost' })
    expect(await slack.platform.send(sending)).toMatchObject({ outcome: 'unknown' })
    const seen = alice()
      .sees({ in: '#ops', thread: String(sending.to.conversation.split(':')[3]) })
      .at(-1)
    expect(await slack.platform.find(sending)).toEqual({ outcome: 'sent', id: `${seen?.channel}:${seen?.ts}` })
  })

  it('is absent when it never arrived', async () => {
    const sending = sendingOf(say('perhaps'), await asked())
    slack.workspace.faults.add('chat.postMessage', { kind: 'down' })
    expect(await slack.platform.send(sending)).toMatchObject({ outcome: 'unknown' })
    expect(await slack.platform.find(sending)).toEqual({ outcome: 'absent' })
  })

  it('is found behind more messages than Slack shows at once', async () => {
    const to = await asked()
    const sending = sendingOf(say('buried'), to)
    const thread = String(to.conversation.split(':')[3])
    for (let i = 0; i < 205; i++) await alice().says(`chatter ${i}`, { in: '#ops', thread })
    await slack.platform.send(sending)
    expect(await slack.platform.find(sending)).toMatchObject({ outcome: 'sent' })
    expect(slack.workspace.journal.requests('conversations.replies').at(-1)?.args.cursor).toBeDefined()
  })

  it('is found in the direct message it had to move to', async () => {
    await alice().types('/bellhop ping', { in: '#private-talk' })
    const { replyTo } = await slack.lastRead('command')
    const { responseUrl: _, urlFirst: __, ...address } = replyTo.address as Record<string, unknown>
    const sending = sendingOf(say('moved'), { ...replyTo, address })
    expect(await slack.platform.send(sending)).toMatchObject({ outcome: 'sent', id: expect.stringMatching(/^D/) })
    expect(await slack.platform.find(sending)).toMatchObject({ outcome: 'sent', id: expect.stringMatching(/^D/) })
  })

  it('is found where somebody was told something unasked', async () => {
    const { teamId } = slack.workspace.credentials()
    const to = slack.platform.reach(`slack:${teamId}:${alice().id}`, `slack:${teamId}`)
    if (!to) throw new Error('alice cannot be reached')
    const sending = sendingOf(whisper('psst'), to)
    expect(await slack.platform.find(sending)).toEqual({ outcome: 'absent' })
    await slack.platform.send(sending)
    expect(await slack.platform.find(sending)).toMatchObject({ outcome: 'sent' })
    expect(slack.platform.reach('slack:TOTHER:U1', `slack:${teamId}`)).toBeNull()
  })

  it('cannot be known of what only the asker sees, nor of what went by a response url', async () => {
    expect(await slack.platform.find(sendingOf(whisper('psst'), await asked()))).toEqual({ outcome: 'unknowable' })
    await alice().types('/bellhop ping', { in: '#ops' })
    const { replyTo } = await slack.lastRead('command')
    expect(await slack.platform.find(sendingOf(say('pong'), replyTo))).toEqual({ outcome: 'unknowable' })
  })

  it('is asked for again when Slack does not say, rather than taken for absent', async () => {
    const sending = sendingOf(say('perhaps'), await asked())
    slack.workspace.faults.add('conversations.replies', { kind: 'down' })
    await expect(slack.platform.find(sending)).rejects.toThrow('does not say')
  })

  it('is not taken for absent when the bot may not look', async () => {
    const sending = sendingOf(say('perhaps'), await asked())
    slack.workspace.faults.add('conversations.replies', { kind: 'error', error: 'missing_scope' })
    expect(await slack.platform.find(sending)).toEqual({ outcome: 'unknowable' })
  })
})
