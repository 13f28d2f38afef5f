// What went wrong in other bots in Slack: each sentence is one such accident, and what Bellhop does instead.
import { afterEach, expect, it } from 'vitest'
import { valueAt } from '../../bots/slack/json.ts'
import { defineCommand } from '../../src/domain/command.ts'
import { type Reply, say } from '../../src/domain/reply.ts'
import { createMovableClock } from '../../src/simulator/clocks.ts'
import type { Person } from '../../src/simulator/slack/people/person.ts'
import { createFragile } from '../support/fragile-command.ts'
import { createLongErrand, createPlainQueue } from '../support/long-errand.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openSlackCore, type SlackCore, type SlackCoreOptions } from '../support/slack-core.ts'
import { signedHeaders } from '../unit/slack/open-slack.ts'

const { crashing, fragile } = createFragile()
const menu = defineCommand({
  name: 'menu',
  summary: 'One dish',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: [{ kind: 'buttons', buttons: [{ label: 'Soup', action: 'run', value: 'echo soup it is' }] }],
  }),
})
const report = defineCommand({
  name: 'report',
  summary: 'Words and a file',
  permission: 'stranger',
  run: async (): Promise<Reply> => ({
    audience: 'everyone',
    parts: [
      { kind: 'text', text: 'Here it is.' },
      {
        kind: 'files',
        files: ['one', 'two'].map((name) => ({
          name: `${name}.txt`,
          mediaType: 'text/plain',
          base64: Buffer.from(name).toString('base64'),
        })),
        twin: 'Two files',
      },
      { kind: 'text', text: 'That was all.' },
    ],
  }),
})
/** Keeps its conversation busy until it is told to end. */
const pondering = createPondering()
function createPondering() {
  const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const command = defineCommand({
    name: 'ponder',
    summary: 'Takes its time',
    permission: 'stranger',
    async run() {
      begun.resolve()
      await ended.promise
      return say('Pondered.')
    },
  })
  return { command, begun: begun.promise, end: ended.resolve }
}
const words = Array.from({ length: 2_000 }, (_, i) => `word${i}`)
const essay = defineCommand({
  name: 'essay',
  summary: 'More than one message holds',
  permission: 'stranger',
  run: async (): Promise<Reply> => say(words.join(' ')),
})

describeOnEveryStore('in Slack', ({ store }) => {
  const paint = createLongErrand()
  let slack: SlackCore
  let alice: Person
  afterEach(() => slack.stop())

  async function begin(options: SlackCoreOptions = {}): Promise<void> {
    slack = await openSlackCore(store(), {
      commands: [fragile, menu, report, essay, pondering.command, ...paint.commands],
      ...options,
    })
    alice = slack.workspace.person('alice')
    slack.workspace.channel('ops')
  }
  const mention = (text: string) => alice.says(`@Bellhop ${text}`, { in: '#ops' })
  const answersTo = (ts: string) => alice.sees({ in: '#ops', thread: ts }).filter((seen) => seen.isBot)
  async function settled(): Promise<void> {
    await slack.workspace.idle()
    await slack.core.idle()
  }

  it('an event whose handler crashed is handled again, though Slack, which has its 200, never sends it again', async () => {
    await begin()
    crashing.left = 2
    const asked = await mention('fragile')
    await alice.waitsFor('done after all', { in: '#ops', thread: asked })
    await settled()
    expect(answersTo(asked.ts)).toHaveLength(1)
    expect(slack.workspace.journal.deliveries().every((delivery) => delivery.attempt === 0)).toBe(true)
  })

  it('the retry of an event that comes after five minutes has no second effect', async () => {
    const clock = createMovableClock()
    let isAway = true
    await begin({
      workspace: { clock },
      bot: () => ({ clock }),
      intake: (real) => ({
        async accept(arrival) {
          const accepted = await real.accept(arrival)
          if (isAway) throw new Error('stored, but nobody can say so')
          return accepted
        },
      }),
    })
    const asked = await mention('echo only once')
    await alice.waitsFor('only once', { in: '#ops', thread: asked })
    isAway = false
    await clock.advance(1_000)
    await slack.workspace.journal.waitForDelivery('message', 2)
    await clock.advance(6 * 60_000)
    await settled()
    expect(answersTo(asked.ts)).toHaveLength(1)
  })

  it('a press that was acknowledged is not lost when the process dies, since Slack never sends it again', async () => {
    let isDying = false
    await begin({
      intake: (real) => ({
        async accept(arrival) {
          if (isDying) await slack.core.stop()
          return real.accept(arrival)
        },
      }),
    })
    const asked = await mention('menu')
    await settled()
    isDying = true
    await alice.presses('Soup', { in: '#ops', thread: asked })
    await slack.halt()
    slack = await slack.again({ intake: (real) => real })
    await alice.waitsFor('soup it is', { in: '#ops', thread: asked })
    await settled()
    expect(answersTo(asked.ts).filter((seen) => seen.text === 'soup it is')).toHaveLength(1)
  })

  it('a request that somebody recorded and sends again inside the window has no second effect', async () => {
    const bodies: Uint8Array[] = []
    await begin({
      intake: (real) => ({
        accept(arrival) {
          bodies.push(arrival.body)
          return real.accept(arrival)
        },
      }),
    })
    await alice.types('/bellhop echo pay the bill', { in: '#ops' })
    await alice.waitsFor('pay the bill', { in: '#ops' })
    const recorded = Buffer.from(bodies.at(-1) ?? []).toString()
    const { signingSecret } = slack.workspace.credentials()
    const headers = { ...signedHeaders(signingSecret, recorded), 'content-type': 'application/x-www-form-urlencoded' }
    const again = await fetch(`${slack.url}/slack/events`, { method: 'POST', headers, body: recorded })
    expect(again.status).toBe(200)
    await settled()
    expect(alice.sees({ in: '#ops' }).filter((seen) => seen.text === 'pay the bill')).toHaveLength(1)
  })

  it('a mention that comes both as app_mention and as message is answered once', async () => {
    await begin()
    const asked = await mention('echo just once')
    await alice.waitsFor('just once', { in: '#ops', thread: asked })
    await settled()
    const told = slack.workspace.journal.deliveries().filter(({ body }) => valueAt(body, 'event', 'ts') === asked.ts)
    expect(told.map((delivery) => delivery.type).sort()).toEqual(['app_mention', 'message'])
    expect(answersTo(asked.ts)).toHaveLength(1)
  })

  it('two mentions at once in one thread are both answered, once each and in their order', async () => {
    await begin()
    const asked = await mention('echo the first')
    await alice.waitsFor('the first', { in: '#ops', thread: asked })
    const there = { in: '#ops', thread: asked }
    await Promise.all(['second', 'third'].map((word) => alice.says(`@Bellhop echo the ${word}`, there)))
    await alice.waitsFor('the third', there)
    await settled()
    expect(answersTo(asked.ts).map(({ text }) => text)).toEqual(['the first', 'the second', 'the third'])
  })

  it('an answer of more than 12,000 characters that a restart broke off is finished, and no word comes twice', async () => {
    await begin()
    const asked = await mention('essay')
    await slack.workspace.journal.waitForRequest('chat.postMessage', 1)
    slack.workspace.faults.add('chat.postMessage', { kind: 'answer lost' })
    await slack.halt()
    slack = await slack.again()
    await alice.waitsFor('word1999', { in: '#ops', thread: asked })
    await settled()
    const answers = answersTo(asked.ts)
    expect(answers.length).toBeGreaterThan(1)
    expect(answers.flatMap(({ text }) => text.match(/word\d+/g) ?? [])).toEqual(words)
  })

  it('an upload between two messages that a restart broke off is finished, and nothing of it comes twice', async () => {
    await begin()
    const uploads = () => slack.workspace.journal.requests('files.getUploadURLExternal').length
    const asked = await mention('report')
    await slack.workspace.journal.waitForRequest('files.getUploadURLExternal', 1)
    slack.workspace.faults.add('files.completeUploadExternal', { kind: 'down', status: 503 })
    await slack.halt()
    slack = await slack.again()
    await alice.waitsFor('That was all.', { in: '#ops', thread: asked })
    await settled()
    const answers = answersTo(asked.ts)
    expect(answers.filter((seen) => seen.text === 'Here it is.')).toHaveLength(1)
    expect(answers.flatMap((seen) => seen.files).map((file) => file.name)).toEqual(['one.txt', 'two.txt'])
    expect(answers.at(-1)?.text).toBe('That was all.')
    expect(uploads()).toBeGreaterThanOrEqual(2)
  })

  it('the stop button acts at once on a long turn, however much waits in that conversation', async () => {
    await begin({ queue: createPlainQueue(), hasErrands: true })
    const asked = await mention('paint the wall')
    const there = { in: '#ops', thread: asked }
    const run = await paint.nextRun()
    await alice.waitsFor(/painting the wall/, there)
    await alice.says('@Bellhop ponder', there)
    await pondering.begun
    await alice.says('@Bellhop echo behind it', there)
    await alice.stops(there)
    await run.stopped
    expect(
      answersTo(asked.ts)
        .map(({ text }) => text)
        .join(),
    ).not.toContain('behind it')
    pondering.end()
    await alice.waitsFor(/Cancelled by/, there)
    await alice.waitsFor('behind it', there)
    await settled()
  })
})
