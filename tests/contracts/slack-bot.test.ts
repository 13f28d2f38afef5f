// What goes wrong between Slack and us: nothing is lost, nothing is done twice, and the thread goes on.
import { afterEach, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createMovableClock } from '../../src/simulator/clocks.ts'
import type { Person } from '../../src/simulator/slack/people/person.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openSlackCore, type SlackCore, type SlackCoreOptions } from '../support/slack-core.ts'

const paragraphs = Array.from({ length: 120 }, (_, i) => `Paragraph ${i}. ${'word '.repeat(50).trim()}`)

const essay = defineCommand({
  name: 'essay',
  summary: 'A very long answer',
  permission: 'stranger',
  run: async () => say(paragraphs.join('\n\n')),
})

const slackLimits = { conversation: { count: 3, perMs: 3_000 }, everything: { count: 100, perMs: 10_000 } }

describeOnEveryStore('the way to Slack and back', ({ store }) => {
  let slack: SlackCore
  let alice: Person
  afterEach(() => slack.stop())

  async function begin(options: SlackCoreOptions = {}): Promise<void> {
    slack = await openSlackCore(store(), { commands: [essay], ...options })
    alice = slack.workspace.person('alice')
    slack.workspace.channel('ops')
  }
  const mention = (text: string) => alice.says(`@Bellhop ${text}`, { in: '#ops' })
  const answersTo = (ts: string) => alice.sees({ in: '#ops', thread: ts }).filter((seen) => seen.isBot)
  const textsTo = (ts: string) => answersTo(ts).map((seen) => seen.text)
  async function settled(): Promise<void> {
    await slack.workspace.idle()
    await slack.core.idle()
  }

  it.each(['duplicate', 'again under a new id', 'out of order'] as const)(
    'answers a message once: %s',
    async (kind) => {
      await begin()
      slack.workspace.deliveryFaults.add('message', { kind })
      slack.workspace.deliveryFaults.add('app_mention', { kind })
      const asked = await mention('echo once')
      await alice.waitsFor('once', { in: '#ops', thread: asked })
      await settled()
      expect(textsTo(asked.ts)).toEqual(['once'])
    },
  )

  it('answers a message that came late', async () => {
    await begin()
    slack.workspace.deliveryFaults.add('*', { kind: 'late', ms: 300 }, 2)
    const asked = await mention('echo late')
    await alice.waitsFor('late', { in: '#ops', thread: asked })
  })

  it('answers every mention of a thread, in order, when they come at once', async () => {
    await begin()
    const root = await alice.says('a thread', { in: '#ops' })
    for (let i = 0; i < 8; i++) await alice.says(`@Bellhop echo ${i}`, { in: '#ops', thread: root })
    await settled()
    expect(textsTo(root.ts)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
  })

  it('answers what Slack sent again because it could not be stored', async () => {
    let refusals = 2
    await begin({
      intake: (real) => ({
        accept: (arrival) => (refusals-- > 0 ? Promise.reject(new Error('the store is away')) : real.accept(arrival)),
      }),
    })
    const asked = await mention('echo at last')
    await alice.waitsFor('at last', { in: '#ops', thread: asked })
    expect(slack.workspace.journal.deliveries().map((delivery) => delivery.outcome)).toContain('503')
    await settled()
    expect(textsTo(asked.ts)).toEqual(['at last'])
  })

  it('answers once what was stored just before the process died', async () => {
    await begin({
      intake: (real) => ({
        async accept(arrival) {
          await real.accept(arrival)
          throw new Error('killed before anybody heard of it')
        },
      }),
    })
    const asked = await mention('echo survived')
    await slack.workspace.idle()
    await slack.halt()
    slack = await slack.again({ intake: (real) => real })
    await settled()
    expect(textsTo(asked.ts)).toEqual(['survived'])
  })

  it.each([
    ['the answer to a post is lost', { kind: 'answer lost' }],
    ['Slack is down', { kind: 'down', status: 502 }],
    ['the connection breaks', { kind: 'refused' }],
    ['Slack limits us', { kind: 'limited', retryAfterSeconds: 1 }],
  ] as const)('posts once when %s', async (_, fault) => {
    await begin()
    slack.workspace.faults.add('chat.postMessage', fault)
    const asked = await mention('echo exactly once')
    await alice.waitsFor('exactly once', { in: '#ops', thread: asked })
    await settled()
    expect(textsTo(asked.ts)).toEqual(['exactly once'])
    expect(slack.workspace.journal.requests('chat.postMessage').filter((request) => request.effect)).toHaveLength(1)
  })

  it('answers what came while Slack did not even say which workspace this is', async () => {
    await begin()
    await mention('echo settles the workspace')
    await settled()
    await slack.halt()
    slack.workspace.faults.add('auth.test', { kind: 'down' }, 1_000)
    slack = await slack.again()
    const asked = await mention('echo anyway')
    await alice.waitsFor('anyway', { in: '#ops', thread: asked })
    expect(await slack.bot.platform.health()).toMatchObject({ ok: false, detail: 'Slack does not answer.' })
  })

  it('goes on with a long answer after a restart, and repeats nothing of it', async () => {
    await begin()
    slack.workspace.faults.add('chat.postMessage', { kind: 'slow', ms: 50 })
    const asked = await mention('essay')
    await slack.workspace.journal.waitForRequest('chat.postMessage', 1)
    slack.workspace.faults.add('chat.postMessage', { kind: 'answer lost' })
    await slack.workspace.journal.waitForRequest('chat.postMessage', 2)
    await slack.halt()
    slack = await slack.again()
    await settled()
    expect(textsTo(asked.ts).join('\n\n').split('\n\n')).toEqual(paragraphs)
    expect(answersTo(asked.ts).length).toBeGreaterThan(2)
  })

  it('acknowledges a command before Slack has said who asks, and answers it', async () => {
    // The time of Slack, which stands still until we move it.
    const clock = createMovableClock()
    await begin({ workspace: { clock } })
    slack.workspace.faults.add('users.info', { kind: 'slow', ms: 1_500 })
    expect(await alice.types('/bellhop echo hello', { in: '#ops' })).toMatchObject({ outcome: 'answered' })
    await expect.poll(() => clock.waiting()).toBe(1)
    expect(alice.sees({ in: '#ops' })).toEqual([])
    await clock.advance(1_500)
    await alice.waitsFor('hello', { in: '#ops' })
    expect(alice.notices()).toEqual([])
  })

  it('acknowledges a command, a mention and a press before their errand ends, whenever that is', async () => {
    const awake = Promise.withResolvers<void>()
    const nap = defineCommand({
      name: 'nap',
      summary: 'Sleeps until it is woken',
      permission: 'stranger',
      run: () => awake.promise.then(() => say('well rested')),
    })
    const offer = defineCommand({
      name: 'offer',
      summary: 'Offers a nap',
      permission: 'stranger',
      run: async () => ({
        audience: 'everyone',
        parts: [{ kind: 'buttons', buttons: [{ label: 'Nap', action: 'run', value: 'nap' }] }],
      }),
    })
    await begin({ commands: [nap, offer] })
    const asked = await mention('offer')
    await settled()
    expect(await alice.types('/bellhop nap', { in: '#ops' })).toMatchObject({ outcome: 'answered' })
    expect(await alice.presses('Nap', { in: '#ops', thread: asked })).toMatchObject({ outcome: 'answered' })
    const napping = await mention('nap')
    await slack.workspace.idle()
    expect(
      slack.workspace.journal.deliveries().every(({ attempt, outcome }) => attempt === 0 && outcome === '200'),
    ).toBe(true)
    expect(JSON.stringify(alice.sees({ in: '#ops' }))).not.toContain('well rested')
    awake.resolve()
    await alice.waitsFor('well rested', { in: '#ops', thread: napping })
    await settled()
    expect(textsTo(asked.ts)).toContain('well rested')
  })

  it('sets an event aside that nobody can handle, and answers the next one', async () => {
    await begin({
      intake: (real) => ({
        accept: (arrival) => real.accept(isPoison(arrival.body) ? { ...arrival, body: Buffer.from('{') } : arrival),
      }),
    })
    const poison = await mention('echo poison')
    await alice.says('@Bellhop echo cure', { in: '#ops', thread: poison })
    await alice.waitsFor('cure', { in: '#ops', thread: poison })
    await settled()
    expect(textsTo(poison.ts)).toEqual(['cure'])
  })

  it('keeps within Slack’s limits in a busy channel, in order, and loses nothing', async () => {
    await begin({ workspace: { rateLimits: true }, bot: () => ({ limits: slackLimits }) })
    const root = await alice.says('a busy thread', { in: '#ops' })
    const others = await Promise.all(['a', 'b', 'c'].map((text) => mention(`echo ${text}`)))
    for (let i = 0; i < 3; i++) await alice.says(`@Bellhop echo ${i}`, { in: '#ops', thread: root })
    await settled()
    expect(textsTo(root.ts)).toEqual(['0', '1', '2'])
    expect(others.flatMap((asked) => textsTo(asked.ts))).toEqual(['a', 'b', 'c'])
    const outcomes = slack.workspace.journal.requests('chat.postMessage').map((request) => request.outcome)
    expect(outcomes.filter((outcome) => outcome === 'ratelimited').length).toBeLessThanOrEqual(1)
  })

  it('answers once by Socket Mode what Slack sends twice', async () => {
    await begin({
      workspace: { socketMode: true },
      bot: (workspace) => ({ signingSecret: undefined, appToken: createSecret(workspace.credentials().appToken) }),
    })
    slack.workspace.deliveryFaults.add('message', { kind: 'duplicate' })
    const asked = await mention('echo by socket')
    await alice.waitsFor('by socket', { in: '#ops', thread: asked })
    await settled()
    expect(textsTo(asked.ts)).toEqual(['by socket'])
    expect(slack.workspace.journal.deliveries('message').slice(0, 2)).toMatchObject([
      { way: 'socket', attempt: 0 },
      { way: 'socket', attempt: 0 },
    ])
  })

  it('writes no token, secret, address to answer at or word of anybody into the log', async () => {
    await begin()
    for (const method of [
      'chat.postMessage',
      'users.info',
      'views.open',
      'assistant.threads.setStatus',
      'response_url',
    ])
      slack.workspace.faults.add(method, { kind: 'down' })
    slack.workspace.faults.add('chat.postMessage', { kind: 'error', error: 'msg_too_long' })
    await mention('echo private words')
    await alice.types('/bellhop echo private words', { in: '#ops' })
    await settled()
    const { botToken, signingSecret } = slack.workspace.credentials()
    const written = slack.log.lines.map((line) => `${line.message} ${show(line.fields)}`).join('\n')
    expect(written).not.toBe('')
    for (const secret of [botToken, signingSecret, '/response/', 'private words']) expect(written).not.toContain(secret)
  })
})

function isPoison(body: Uint8Array): boolean {
  return String(Buffer.from(body)).includes('echo poison')
}

/** Everything in it, errors and their causes too. */
function show(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner instanceof Error
      ? { name: inner.name, message: inner.message, stack: inner.stack, cause: inner.cause }
      : inner,
  )
}
