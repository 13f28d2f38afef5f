// What an agent shows while it works, and the bounds of a streamed message.
import type { webApi } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMovableClock, type MovableClock } from '../../../src/simulator/clocks.ts'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import type { Person } from '../../../src/simulator/slack/people/person.ts'
import type { SeenMessage } from '../../../src/simulator/slack/people/seen.ts'
import { clientOf, errorOf, furnish } from './slack-app.ts'

let clock: MovableClock
let slack: SlackWorkspace
let client: webApi.WebClient
let alice: Person
let asked: SeenMessage
beforeEach(async () => {
  clock = createMovableClock()
  slack = await createSlackWorkspace({ clock, rateLimits: false })
  furnish(slack)
  client = clientOf(slack)
  alice = slack.person('alice')
  asked = await alice.says('@Bellhop tell me', { in: '#ops' })
})
afterEach(() => slack.close())

const thread = () => ({ in: '#ops', thread: asked })
const here = () => ({ channel: asked.channel, thread_ts: asked.ts })
const recipient = () => ({ recipient_team_id: alice.teamId, recipient_user_id: alice.id })

async function start(): Promise<string> {
  return (await client.chat.startStream({ ...here(), ...recipient() })).ts ?? ''
}

describe('a stream', () => {
  it('needs to know for whom it is, outside of direct messages', async () => {
    expect(await errorOf(client.chat.startStream(here()))).toBe('missing_recipient_team_id')
    const { recipient_team_id } = recipient()
    expect(await errorOf(client.chat.startStream({ ...here(), recipient_team_id }))).toBe('missing_recipient_user_id')
    const direct = await alice.says('tell me', { in: '@Bellhop' })
    const inDirect = { channel: direct.channel, thread_ts: direct.ts }
    expect(await errorOf(client.chat.startStream(inDirect))).toBe('ok')
  })

  it('cannot be edited while it runs, nor appended to when it is over', async () => {
    const { channel } = asked
    const ts = await start()
    expect(await errorOf(client.chat.update({ channel, ts, text: 'x' }))).toBe('streaming_state_conflict')
    expect(await errorOf(client.chat.appendStream({ channel, ts, markdown_text: 'one' }))).toBe('ok')
    expect(await errorOf(client.chat.stopStream({ channel, ts }))).toBe('ok')
    const late = client.chat.appendStream({ channel, ts, markdown_text: 'two' })
    expect(await errorOf(late)).toBe('message_not_in_streaming_state')
    expect(alice.sees(thread()).at(-1)).toMatchObject({ text: 'one', streaming: false })
  })

  it('dies after five minutes', async () => {
    const { channel } = asked
    const ts = await start()
    await clock.advance(5 * 60_000)
    expect(await errorOf(client.chat.appendStream({ channel, ts, markdown_text: 'still' }))).toBe('ok')
    await clock.advance(1)
    const late = client.chat.appendStream({ channel, ts, markdown_text: 'late' })
    expect(await errorOf(late)).toBe('message_not_in_streaming_state')
    expect(alice.sees(thread()).at(-1)).toMatchObject({ text: 'still', streaming: false })
  })

  it('holds 12,000 characters, a call at most as many', async () => {
    const { channel } = asked
    const ts = await start()
    const append = (length: number) =>
      errorOf(client.chat.appendStream({ channel, ts, markdown_text: 'x'.repeat(length) }))
    expect(await append(12_001)).toBe('msg_too_long')
    expect(await append(11_999)).toBe('ok')
    expect(await append(2)).toBe('msg_too_long')
    expect(await append(1)).toBe('ok')
  })

  it('shows tasks where they first stood, and refuses chunks it does not know', async () => {
    const { channel } = asked
    const ts = await start()
    const task = (id: string, status: 'pending' | 'complete') => ({
      type: 'task_update' as const,
      id,
      title: `Step ${id}`,
      status,
    })
    const chunks = [task('1', 'pending'), task('2', 'pending'), task('1', 'complete')]
    await client.chat.appendStream({ channel, ts, chunks })
    expect(alice.sees(thread()).at(-1)?.text).toBe('Step 1 (complete)\nStep 2 (pending)')
    const odd = client.apiCall('chat.appendStream', { channel, ts, chunks: [{ type: 'confetti' }] })
    expect(await errorOf(odd)).toBe('invalid_chunks')
  })

  it('shows whoever observes every piece', async () => {
    const told: unknown[] = []
    slack.observe((change) => {
      if (change.kind === 'message') told.push(change.how)
    })
    const ts = await start()
    await client.chat.appendStream({ channel: asked.channel, ts, markdown_text: 'a' })
    await client.chat.stopStream({ channel: asked.channel, ts })
    expect(told).toEqual(['posted', 'changed', 'changed'])
  })
})

describe('an agent at work', () => {
  it('shows its status until it answers', async () => {
    const { channel: channel_id, thread_ts } = here()
    await client.assistant.threads.setStatus({ channel_id, thread_ts, status: 'is thinking…' })
    expect(alice.status(thread())).toBe('is thinking…')
    await client.chat.postMessage({ ...here(), text: 'done' })
    expect(alice.status(thread())).toBeUndefined()
    const nowhere = client.assistant.threads.setStatus({ channel_id, thread_ts: '1.000001', status: 'x' })
    expect(await errorOf(nowhere)).toBe('thread_not_found')
  })

  it('offers four prompts at most', async () => {
    const { channel: channel_id, thread_ts } = here()
    const prompts = Array.from({ length: 5 }, (_, i) => ({ title: `p${i}`, message: 'm' }))
    const offer = (some: typeof prompts) =>
      errorOf(client.assistant.threads.setSuggestedPrompts({ channel_id, thread_ts, prompts: [...some] }))
    expect(await offer(prompts)).toBe('too_many_prompts')
    expect(await offer(prompts.slice(1))).toBe('ok')
    const seen = slack.snapshot('alice').channels.find(({ id }) => id === channel_id)
    expect(seen?.threads[thread_ts]?.prompts).toHaveLength(4)
  })

  it('can be stopped while its session is processing', async () => {
    const { channel: channel_id, thread_ts } = here()
    await expect(alice.stops(thread())).rejects.toThrow('There is no stop button')
    await client.apiCall('agents.sessions.setStatus', { channel_id, thread_ts, status: 'processing', title: 'Tell' })
    const stopped: unknown[] = []
    slack.observe((change) => {
      if (change.kind === 'stop pressed') stopped.push(change.threadTs)
    })
    await alice.stops(thread())
    expect(stopped).toEqual([thread_ts])
    const odd = client.apiCall('agents.sessions.setStatus', { channel_id, thread_ts, status: 'sleeping' })
    expect(await errorOf(odd)).toBe('invalid_arguments')
  })
})

describe('a scheduled message', () => {
  it('is said when its time has come, unless it is called off', async () => {
    const { channel } = asked
    const post_at = Math.floor(clock.now() / 1000) + 60
    await client.chat.scheduleMessage({ channel, text: 'good morning', post_at })
    const { scheduled_message_id = '' } = await client.chat.scheduleMessage({ channel, text: 'never', post_at })
    await client.chat.deleteScheduledMessage({ channel, scheduled_message_id })
    const late = client.chat.scheduleMessage({ channel, text: 'x', post_at: post_at - 120 })
    expect(await errorOf(late)).toBe('time_in_past')
    await clock.advance(61_000)
    expect(alice.sees({ in: '#ops' }).map(({ text }) => text)).toEqual(['@Bellhop tell me', 'good morning'])
  })
})
