import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ReplyTo } from '../../../src/domain/incoming.ts'
import type { Reply } from '../../../src/domain/reply.ts'
import { openSlack, type Slack } from './open-slack.ts'

const file = (name: string, content: string) => ({
  name,
  mediaType: 'text/plain',
  base64: Buffer.from(content).toString('base64'),
})
const filesOf = (...names: string[]): Reply => ({
  parts: [
    { kind: 'files', files: names.map((name) => file(name, `this is ${name}`)), twin: `In words: ${names.join(', ')}` },
  ],
  audience: 'everyone',
})

describe('files in a reply', () => {
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
  const requests = (method: string) => slack.workspace.journal.requests(method).length

  async function asked(): Promise<ReplyTo> {
    await alice().says('@Bellhop files please', { in: '#ops' })
    await slack.workspace.idle()
    return (await slack.lastRead('text')).replyTo
  }

  function filesIn(to: ReplyTo) {
    return alice()
      .sees({ in: '#ops', thread: to.conversation.split(':')[3] ?? '' })
      .flatMap((seen) => seen.files)
  }

  it('stand in the thread, byte for byte, in one message', async () => {
    const to = await asked()
    const results = await slack.sends(filesOf('a.txt', 'b.txt'), to)
    expect(results.every((sent) => sent.outcome === 'sent')).toBe(true)
    expect(filesIn(to).map(({ name, read }) => [name, String(read())])).toEqual([
      ['a.txt', 'this is a.txt'],
      ['b.txt', 'this is b.txt'],
    ])
  })

  it('are resumed after a crash where they stopped', async () => {
    const to = await asked()
    slack.workspace.faults.add('files.completeUploadExternal', { kind: 'down' })
    const before = (await slack.sends(filesOf('c.txt'), to))
      .slice(0, 2)
      .map((sent) => (sent.outcome === 'sent' ? sent.id : null))
    const uploads = requests('upload')
    await slack.sends(filesOf('c.txt'), to, { first: 2, before })
    expect(filesIn(to).map(({ name }) => name)).toEqual(['c.txt'])
    expect(requests('upload')).toBe(uploads)
  })

  it('are not shared twice when the answer to the sharing is lost', async () => {
    const to = await asked()
    const reply = filesOf('d.txt')
    slack.workspace.faults.add('files.completeUploadExternal', { kind: 'answer lost' })
    const results = await slack.sends(reply, to)
    expect(results.at(-1)?.outcome).toBe('unknown')
    const step = slack.platform.plan(reply, to)[2]
    const before = results.map((sent) => (sent.outcome === 'sent' ? sent.id : null))
    if (!step) throw new Error('no step to share')
    const sending = { key: 'k', step, attempt: 0, to, before }
    expect(await slack.platform.find(sending)).toMatchObject({ outcome: 'sent' })
  })

  it('get a fresh ticket when theirs was used already', async () => {
    const to = await asked()
    slack.workspace.faults.add('upload', { kind: 'answer lost' })
    const [ticket, lost] = await slack.sends(filesOf('e.txt'), to)
    expect(lost?.outcome).toBe('unknown')
    const before = [ticket?.outcome === 'sent' ? ticket.id : null]
    const results = await slack.sends(filesOf('e.txt'), to, { first: 1, before })
    expect(results.map((sent) => sent.outcome)).toEqual(['sent', 'sent'])
    expect(filesIn(to).map(({ name }) => name)).toEqual(['e.txt'])
  })

  it('become words where Slack takes no files', async () => {
    const to = await asked()
    slack.workspace.faults.add('files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' })
    await slack.sends(filesOf('f.txt'), to)
    await alice().waitsFor('In words: f.txt', { in: '#ops', thread: to.conversation.split(':')[3] ?? '' })
  })

  it('go to a direct message that says why, where the bot is not in the channel', async () => {
    await alice().types('/bellhop files', { in: '#private-talk' })
    const { replyTo } = await slack.lastRead('command')
    await slack.sends(filesOf('g.txt'), replyTo)
    const seen = alice().sees({ in: '@Bellhop' }).at(-1)
    expect(seen?.files.map(({ name }) => name)).toEqual(['g.txt'])
    expect(seen?.text).toContain('I am not in there')
  })

  it('reach the asker alone when they are for the asker', async () => {
    const to = await asked()
    await slack.sends({ ...filesOf('secret.txt'), audience: 'asker' }, to)
    expect(filesIn(to)).toEqual([])
    expect(
      alice()
        .sees({ in: '@Bellhop' })
        .at(-1)
        ?.files.map(({ name }) => name),
    ).toEqual(['secret.txt'])
    const thread = to.conversation.split(':')[3] ?? ''
    expect(await alice().waitsFor('in a direct message', { in: '#ops', thread })).toMatchObject({ onlyForMe: true })
  })
})
