// What the simulated Web API answers, refusals above all: Slack's names, for Slack's reasons.
import type { webApi } from '@slack/bolt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSlackWorkspace, type SlackWorkspace } from '../../../src/simulator/slack/create-slack-workspace.ts'
import { clientOf, errorOf, furnish } from './slack-app.ts'

let slack: SlackWorkspace
let client: webApi.WebClient
let channel: string
beforeEach(async () => {
  slack = await createSlackWorkspace({ rateLimits: false })
  furnish(slack)
  client = clientOf(slack)
  channel = slack.channel('ops').id
})
afterEach(() => slack.close())

const ops = { in: '#ops' }

async function call(method: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return response.json()
}

describe('a call', () => {
  it('takes JSON as well as forms, and the token in the header or the body', async () => {
    const { botToken } = slack.credentials()
    expect(await call('chat.postMessage', { channel, text: 'as JSON', token: botToken })).toMatchObject({ ok: true })
    const bearer = { authorization: `Bearer ${botToken}` }
    expect(await call('auth.test', {}, bearer)).toMatchObject({ ok: true, user: 'bellhop', team: 'Front Desk' })
  })

  it('of a method that does not exist answers unknown_method', async () => {
    expect(await errorOf(client.apiCall('chat.postMesage'))).toBe('unknown_method')
  })

  it('without a token, with a wrong one or with a dead one is refused, each by its name', async () => {
    expect(await call('auth.test', {})).toEqual({ ok: false, error: 'not_authed' })
    expect(await errorOf(clientOf(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth')
    const post = () => errorOf(client.chat.postMessage({ channel, text: 'x' }))
    slack.uninstall()
    expect(await post()).toBe('account_inactive')
  })

  it('without the scope says what is needed and what was given', async () => {
    slack.uninstall()
    const { botToken } = slack.install({ scopes: ['channels:read'] })
    const failure = await clientOf(slack, botToken)
      .chat.postMessage({ channel, text: 'x' })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write', provided: 'channels:read' } })
  })

  it('that is no JSON is refused, and the server lives on', async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers, body: '{"half' })
    expect(await response.json()).toEqual({ ok: false, error: 'invalid_json' })
    expect(await errorOf(client.auth.test())).toBe('ok')
  })

  it('leaves the arguments in the journal, and never the token', async () => {
    await call('chat.postMessage', { channel, text: 'noted', token: slack.credentials().botToken })
    const [entry] = slack.journal.requests('chat.postMessage')
    expect(entry).toMatchObject({ args: { channel, text: 'noted' }, outcome: 'ok', effect: true })
    expect(JSON.stringify(slack.journal.requests())).not.toContain(slack.credentials().botToken)
  })
})

describe('chat.postMessage', () => {
  const post = (more: object) => errorOf(client.apiCall('chat.postMessage', { channel, ...more }))

  it('refuses an empty message and one that is too long', async () => {
    expect(await post({})).toBe('no_text')
    expect(await post({ text: 'x'.repeat(40_001) })).toBe('msg_too_long')
    expect(await post({ text: 'x'.repeat(40_000) })).toBe('ok')
    expect(await post({ markdown_text: 'x'.repeat(12_001) })).toBe('msg_too_long')
    expect(await post({ markdown_text: 'a', text: 'b' })).toBe('markdown_text_conflict')
  })

  it('refuses channels that are unknown, hidden, left or archived', async () => {
    expect(await post({ channel: 'C000', text: 'x' })).toBe('channel_not_found')
    const secret = slack.channel('board', { kind: 'private', members: ['alice'] })
    expect(await post({ channel: secret.id, text: 'x' })).toBe('channel_not_found')
    const lobby = slack.channel('lobby', { members: ['alice'] })
    expect(await post({ channel: lobby.id, text: 'x' })).toBe('not_in_channel')
    slack.archive('ops')
    expect(await post({ text: 'x' })).toBe('is_archived')
  })

  it('finds a channel by its name and a person by their id', async () => {
    expect(await post({ channel: '#ops', text: 'by name' })).toBe('ok')
    expect(await post({ channel: slack.person('alice').id, text: 'psst' })).toBe('ok')
    expect(slack.person('alice').sees({ in: '@Bellhop' })[0]?.text).toBe('psst')
  })

  it('answers only in threads that exist, at their root', async () => {
    const root = await slack.person('alice').says('root', ops)
    const reply = await slack.person('bob').says('reply', { ...ops, thread: root })
    expect(await post({ text: 'x', thread_ts: root.ts })).toBe('ok')
    expect(await post({ text: 'x', thread_ts: reply.ts })).toBe('cannot_reply_to_message')
    expect(await post({ text: 'x', thread_ts: '1.000001' })).toBe('thread_not_found')
    expect(await post({ text: 'x', thread_ts: 'yesterday' })).toBe('invalid_thread_ts')
  })

  it('gives each message a later timestamp than the one before', async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map((n) => client.chat.postMessage({ channel, text: `${n}` })))
    const stamps = all.map(({ ts }) => Number(ts))
    expect(new Set(stamps).size).toBe(5)
    expect([...stamps].sort((a, b) => a - b)).toEqual(stamps)
  })
})

describe('changing messages', () => {
  it('is for their author, takes less text than posting, and keeps blocks that are not named', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'old block' } }]
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'old', blocks })
    const theirs = await slack.person('alice').says('mine', ops)
    const update = (more: { ts: string; text: string }) => errorOf(client.chat.update({ channel, ...more }))
    expect(await update({ ts, text: 'new' })).toBe('ok')
    expect(slack.person('alice').sees(ops)[0]).toMatchObject({ text: 'old block', edited: true })
    expect(await update({ ts, text: 'x'.repeat(4_001) })).toBe('msg_too_long')
    expect(await update({ ts: theirs.ts, text: 'x' })).toBe('cant_update_message')
    expect(await update({ ts: '1.000001', text: 'x' })).toBe('message_not_found')
    expect(await errorOf(client.chat.delete({ channel, ts: theirs.ts }))).toBe('cant_delete_message')
    expect(await errorOf(client.chat.delete({ channel, ts }))).toBe('ok')
    expect(
      slack
        .person('alice')
        .sees(ops)
        .map(({ text }) => text),
    ).toEqual(['mine'])
  })

  it('knows a reaction once', async () => {
    const { ts: timestamp } = await slack.person('alice').says('nice', ops)
    const add = () => errorOf(client.reactions.add({ channel, timestamp, name: 'tada' }))
    expect(await add()).toBe('ok')
    expect(await add()).toBe('already_reacted')
    const { message } = await client.reactions.get({ channel, timestamp })
    expect(message).toMatchObject({ reactions: [{ name: 'tada', count: 1, users: [slack.credentials().botUserId] }] })
    expect(await errorOf(client.reactions.remove({ channel, timestamp, name: 'eyes' }))).toBe('no_reaction')
  })
})

describe('reading', () => {
  it('gives the history newest first, in pages, with metadata when asked', async () => {
    const metadata = { event_type: 'sent', event_payload: { key: 'row-1' } }
    await client.chat.postMessage({ channel, text: 'one', metadata })
    await client.chat.postMessage({ channel, text: 'two' })
    const first = await client.conversations.history({ channel, limit: 1, include_all_metadata: true })
    expect(first.messages?.map(({ text }) => text)).toEqual(['two'])
    const cursor = first.response_metadata?.next_cursor ?? ''
    const second = await client.conversations.history({ channel, cursor, include_all_metadata: true })
    expect(second.messages?.[0]).toMatchObject({ text: 'one', metadata })
    const plain = await client.conversations.history({ channel })
    expect(plain.messages?.some((message) => 'metadata' in message)).toBe(false)
  })

  it('gives a thread root first, and shows neither threads nor whispers in the history', async () => {
    const alice = slack.person('alice')
    const root = await alice.says('root', ops)
    await client.chat.postMessage({ channel, text: 'reply', thread_ts: root.ts })
    await client.chat.postEphemeral({ channel, text: 'whisper', user: alice.id })
    const { messages = [] } = await client.conversations.replies({ channel, ts: root.ts })
    expect(messages.map(({ text }) => text)).toEqual(['root', 'reply'])
    expect(messages[0]).toMatchObject({ reply_count: 1, reply_users: [slack.credentials().botUserId] })
    const history = await client.conversations.history({ channel })
    expect(history.messages?.map(({ text }) => text)).toEqual(['root'])
    expect(await errorOf(client.conversations.replies({ channel, ts: '1.000001' }))).toBe('thread_not_found')
  })

  it('tells members, guests and strangers apart', async () => {
    slack.person('gwen', { guest: 'one channel' })
    const mallory = slack.person('mallory', { stranger: true })
    expect(await errorOf(client.users.info({ user: mallory.id }))).toBe('user_not_visible')
    slack.channel('shared', { shared: true, members: ['alice', 'bellhop', 'mallory'] })
    const { user: stranger } = await client.users.info({ user: mallory.id })
    expect(stranger).toMatchObject({ is_stranger: true, team_id: mallory.teamId })
    const { members = [] } = await client.users.list({})
    expect(members.map(({ name }) => name)).toEqual(['bellhop', 'alice', 'bob', 'gwen'])
    expect(members.find(({ name }) => name === 'gwen')).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: true,
    })
    const { user: found } = await client.users.lookupByEmail({ email: 'Bob@example.com' })
    expect(found?.name).toBe('bob')
  })

  it('lists the channels that the bot may know of', async () => {
    slack.channel('board', { kind: 'private', members: ['alice'] })
    slack.channel('crew', { kind: 'private', members: ['alice', 'bellhop'] })
    const { channels = [] } = await client.conversations.list({ types: 'public_channel,private_channel' })
    expect(channels.map(({ name, is_private }) => [name, is_private])).toEqual([
      ['ops', false],
      ['crew', true],
    ])
  })
})
