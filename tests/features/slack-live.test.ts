// The live message of a long errand in Slack: a native stream that rolls over into edits, and whatever can go wrong on the way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SlackOptions } from '../../bots/slack/create-slack-bot.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import type { Person } from '../../src/simulator/slack/people/person.ts'
import type { SeenMessage } from '../../src/simulator/slack/people/seen.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createLongErrand, createPlainQueue, type LongErrand } from '../support/long-errand.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openSlackCore, type SlackCore } from '../support/slack-core.ts'

const sanding = { title: 'Painting', steps: [{ label: 'Sand it', state: 'running' as const }] }

describe('a live message in Slack', () => {
  let store: Store
  let slack: SlackCore
  let alice: Person
  let paint: LongErrand
  let later = 0
  beforeAll(async () => {
    paint = createLongErrand()
    store = await openTestStore()
    const clock = { ...systemClock, now: () => systemClock.now() + later }
    const bot = (): Partial<SlackOptions> => ({ clock })
    slack = await openSlackCore(store, { commands: paint.commands, queue: createPlainQueue(), hasErrands: true, bot })
    alice = slack.workspace.person('alice')
    slack.workspace.channel('ops')
  })
  beforeEach(() => {
    slack.workspace.faults.clear()
    slack.workspace.journal.clear()
  })
  afterAll(async () => {
    await slack.stop()
    await store.close()
  })

  async function mention(
    what = 'the fence',
  ): Promise<{ thread: SeenMessage; sees(pattern: RegExp): Promise<SeenMessage>; answers(): SeenMessage[] }> {
    const thread = await alice.says(`@Bellhop paint ${what}`, { in: '#ops' })
    const here = { in: '#ops', thread }
    return {
      thread,
      sees: (pattern) => alice.waitsFor(pattern, here),
      answers: () => alice.sees(here).filter((seen) => seen.isBot),
    }
  }
  const requests = (method: string) => slack.workspace.journal.requests(method).filter((one) => one.effect)
  /** As an admin would, in Slack itself. */
  async function remove({ channel, ts }: SeenMessage): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${slack.workspace.credentials().botToken}`,
    }
    await fetch(`${slack.workspace.apiUrl}chat.delete`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ channel, ts }),
    })
  }
  async function settled(): Promise<void> {
    await slack.workspace.idle()
    await slack.core.idle()
  }

  it('is a native stream in a thread, with its steps and its text, and becomes the answer', async () => {
    const { sees, answers } = await mention()
    const run = await paint.nextRun()
    expect(await sees(/painting the fence/)).toMatchObject({ streaming: true, buttons: ['Cancel'] })
    run.tells(sanding)
    await sees(/Sand it/)
    run.tells({ steps: [{ label: 'Sand it', state: 'done' }], text: 'The first coat ' })
    await sees(/first coat/)
    run.tells({ text: 'The first coat dries, ' })
    await sees(/first coat dries/)
    run.finishes()
    await sees(/Painted: the fence/)
    await settled()
    expect(answers()).toMatchObject([{ text: 'Painted: the fence.', streaming: false, buttons: [] }])
    expect(requests('chat.postMessage')).toEqual([])
  })

  it('goes on as an edited message before Slack would end the stream', async () => {
    const { sees, answers } = await mention()
    const run = await paint.nextRun()
    await sees(/painting the fence/)
    later += 4 * 60_000
    run.tells(sanding)
    expect(await sees(/Sand it/)).toMatchObject({ streaming: false, buttons: ['Cancel'] })
    expect(requests('chat.appendStream')).toEqual([])
    run.finishes()
    await sees(/Painted/)
    expect(answers()).toHaveLength(1)
  })

  it('goes on as an edited message, of which one sees the end, when the text grows too long for the stream', async () => {
    const { sees, answers } = await mention()
    const run = await paint.nextRun()
    let text = ''
    for (let i = 0; i < 6; i++) {
      text += `${'word '.repeat(500)}end ${i}. `
      run.tells({ text })
      await sees(new RegExp(`end ${i}`))
    }
    expect(answers()).toMatchObject([{ streaming: false }])
    run.finishes()
    await sees(/Painted/)
    await settled()
    expect(answers().map((seen) => seen.text)).toEqual(['Painted: the fence.'])
  })

  it('is edited where there is no thread to stream in', async () => {
    await alice.types('/bellhop paint the door', { in: '#ops' })
    const run = await paint.nextRun()
    await alice.waitsFor(/painting the door/, { in: '#ops' })
    run.tells(sanding)
    expect(await alice.waitsFor(/Sand it/, { in: '#ops' })).toMatchObject({ buttons: ['Cancel'] })
    run.finishes()
    await alice.waitsFor(/Painted: the door/, { in: '#ops' })
    expect(requests('chat.startStream')).toEqual([])
    expect(alice.sees({ in: '#ops' }).filter((seen) => seen.isBot)).toHaveLength(1)
  })

  it('answers in a new message where it cannot be edited: in a channel the bot is not in', async () => {
    slack.workspace.channel('board', { kind: 'private', members: ['alice'] })
    await alice.types('/bellhop paint the table', { in: '#board' })
    const run = await paint.nextRun()
    await alice.waitsFor(/painting the table/, { in: '#board' })
    run.tells(sanding)
    run.finishes()
    await alice.waitsFor(/Painted: the table/, { in: '#board' })
  })

  it('is said as any message when Slack begins no more streams', async () => {
    slack.workspace.faults.add('chat.startStream', { kind: 'limited', retryAfterSeconds: 30 })
    const { sees } = await mention()
    const run = await paint.nextRun()
    expect(await sees(/painting the fence/)).toMatchObject({ streaming: false })
    run.tells(sanding)
    await sees(/Sand it/)
    run.finishes()
    await sees(/Painted/)
  })

  it('rests as long as Slack says, skips what was told meanwhile, and answers all the same', async () => {
    const { sees, answers } = await mention()
    const run = await paint.nextRun()
    await sees(/painting the fence/)
    slack.workspace.faults.add('chat.appendStream', { kind: 'limited', retryAfterSeconds: 1 })
    for (let i = 0; i < 20; i++) run.tells({ title: `Coat ${i}` })
    await sees(/Coat 19/)
    run.finishes()
    await sees(/Painted/)
    await settled()
    expect(requests('chat.appendStream').length).toBeLessThan(5)
    expect(answers()).toHaveLength(1)
  })

  it('answers anew when somebody deleted the message meanwhile', async () => {
    const { sees, thread } = await mention()
    const run = await paint.nextRun()
    const live = await sees(/painting the fence/)
    await remove(live)
    run.tells(sanding)
    run.finishes()
    await alice.waitsFor(/Painted/, { in: '#ops', thread })
  })

  it('is found again when the answer to its beginning was lost', async () => {
    slack.workspace.faults.add('chat.startStream', { kind: 'answer lost' })
    const { sees, answers } = await mention()
    const run = await paint.nextRun()
    await sees(/painting the fence/)
    await slack.workspace.journal.waitForRequest('conversations.replies')
    run.tells(sanding)
    await sees(/Sand it/)
    run.finishes()
    await sees(/Painted/)
    await settled()
    expect(answers()).toHaveLength(1)
  })

  it('ends with a word to everybody when what came of it is for the asker alone', async () => {
    const { sees, answers } = await mention('a secret door')
    const run = await paint.nextRun()
    await sees(/painting a secret door/)
    run.fails(new BellhopError('invalid', 'The door is wet.'))
    expect(await sees(/The door is wet/)).toMatchObject({ onlyForMe: true })
    await settled()
    expect(answers()[0]).toMatchObject({ text: expect.stringMatching(/That is over/), streaming: false, buttons: [] })
  })

  it('becomes the answer once, though the answer to that was lost', async () => {
    const { sees, answers } = await mention()
    const run = await paint.nextRun()
    await sees(/painting the fence/)
    slack.workspace.faults.add('chat.update', { kind: 'answer lost' })
    run.finishes()
    await settled()
    expect(answers().map((seen) => seen.text)).toEqual(['Painted: the fence.'])
  })

  it('is taken up by the next process after a crash, and closed by its answer', async () => {
    const { sees, answers } = await mention()
    const first = await paint.nextRun()
    first.tells(sanding)
    await sees(/Sand it/)
    await slack.halt()
    slack = await slack.again({ queue: createPlainQueue() })
    alice = slack.workspace.person('alice')
    const second = await paint.nextRun()
    second.tells({ title: 'Painting again', steps: [] })
    await sees(/Painting again/)
    second.finishes()
    await sees(/Painted: the fence/)
    await settled()
    expect(answers()).toMatchObject([{ text: 'Painted: the fence.', streaming: false }])
  })
})
