// The smaller refusals of the Web API, by family.
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

const answerTo = (method: string, args: Record<string, unknown>) => errorOf(client.apiCall(method, args))

describe('messages', () => {
  const post = (more: object) => answerTo('chat.postMessage', { channel, text: 'x', ...more })

  it('carry a hundred attachments and small, well-formed metadata', async () => {
    const attachments = (count: number) => Array.from({ length: count }, () => ({ text: 'note' }))
    expect(await post({ attachments: attachments(100) })).toBe('ok')
    expect(await post({ attachments: attachments(101) })).toBe('too_many_attachments')
    expect(await post({ attachments: [{ blocks: [{ type: 'fancy' }] }] })).toBe('invalid_blocks')
    const metadata = (key: string) => ({ event_type: 'sent', event_payload: { key } })
    expect(await post({ metadata: metadata('x'.repeat(16_000)) })).toBe('metadata_too_large')
    expect(await post({ metadata: { event_type: 'sent' } })).toBe('invalid_metadata_schema')
    expect(await post({ metadata: 'sent' })).toBe('invalid_metadata_format')
  })

  it('say where blocks are wrong', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }]
    const failure = await client.apiCall('chat.postMessage', { channel, blocks }).catch((error: unknown) => error)
    const message = 'must be less than 151 characters [json-pointer:/blocks/0/text/text]'
    const response_metadata = { messages: [`[ERROR] ${message}`] }
    expect(failure).toMatchObject({ data: { error: 'invalid_blocks', errors: [message], response_metadata } })
    expect(await post({ blocks: 'no list' })).toBe('invalid_blocks_format')
  })

  it('reach public channels from outside only with chat:write.public', async () => {
    const lobby = slack.channel('lobby', { members: ['alice'] }).id
    expect(await post({ channel: lobby })).toBe('not_in_channel')
    slack.install({ scopes: ['chat:write.public'] })
    expect(await post({ channel: lobby })).toBe('ok')
  })

  it('are whispered to members only', async () => {
    const lobby = slack.channel('lobby', { members: ['bellhop'] }).id
    const user = slack.person('alice').id
    expect(await answerTo('chat.postEphemeral', { channel: lobby, user, text: 'x' })).toBe('user_not_in_channel')
  })

  it('of people go into threads that exist', async () => {
    const nowhere = slack.person('alice').says('x', { in: '#ops', thread: '1.000001' })
    await expect(nowhere).rejects.toThrow('There is no such thread in #ops.')
  })
})

describe('files', () => {
  it('are complete when all promised bytes have come', async () => {
    const { file_id = '', upload_url = '' } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 })
    const complete = () => answerTo('files.completeUploadExternal', { files: [{ id: file_id }], channel_id: channel })
    expect(await complete()).toBe('file_not_found')
    const send = async (body: string) => (await fetch(upload_url, { method: 'POST', body })).status
    expect(await send('too long')).toBe(400)
    expect(await send('abc')).toBe(200)
    expect(await answerTo('files.info', { file: file_id })).toBe('file_not_found')
    expect(await complete()).toBe('ok')
    const { file } = await client.files.info({ file: file_id })
    expect(file).toMatchObject({ name: 'a.txt', mimetype: 'text/plain', size: 3, channels: [channel] })
  })

  it('go where the bot is', async () => {
    const { file_id = '', upload_url = '' } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 1 })
    await fetch(upload_url, { method: 'POST', body: 'a' })
    const lobby = slack.channel('lobby', { members: ['alice'] }).id
    const share = { files: [{ id: file_id }], channel_id: lobby }
    expect(await answerTo('files.completeUploadExternal', share)).toBe('not_in_channel')
  })
})

describe('conversations', () => {
  it('are joined when they are public and open', async () => {
    const lobby = slack.channel('lobby', { members: ['alice'] }).id
    expect(await answerTo('conversations.history', { channel: lobby })).toBe('not_in_channel')
    expect(await answerTo('conversations.join', { channel: lobby })).toBe('ok')
    expect(await answerTo('conversations.history', { channel: lobby })).toBe('ok')
    const crew = slack.channel('crew', { kind: 'private', members: ['bellhop'] }).id
    expect(await answerTo('conversations.join', { channel: crew })).toBe('method_not_supported_for_channel_type')
    slack.archive('lobby')
    expect(await answerTo('conversations.join', { channel: lobby })).toBe('is_archived')
  })

  it('are opened with people who are there', async () => {
    const users = slack.person('alice').id
    const first = await client.conversations.open({ users })
    const again = await client.conversations.open({ users })
    expect(again).toMatchObject({ already_open: true, channel: { id: first.channel?.id } })
    expect(await answerTo('conversations.open', { users: 'U0' })).toBe('user_not_found')
    slack.changePerson('bob', { deleted: true })
    expect(await answerTo('conversations.open', { users: slack.person('bob').id })).toBe('user_disabled')
  })

  it('are listed by known types and cursors', async () => {
    expect(await answerTo('conversations.list', { types: 'secret_channel' })).toBe('invalid_types')
    expect(await answerTo('conversations.members', { channel, cursor: 'made up' })).toBe('invalid_cursor')
  })
})

describe('other families', () => {
  it('refuse odd reactions, twin views and sockets that are not enabled', async () => {
    const { ts: timestamp } = await slack.person('alice').says('x', { in: '#ops' })
    expect(await answerTo('reactions.add', { channel, timestamp, name: 'not a name' })).toBe('invalid_name')
    expect(await answerTo('reactions.add', { channel, name: 'eyes' })).toBe('no_item_specified')
    const view = { type: 'home', external_id: 'twin', blocks: [] }
    expect(await answerTo('views.publish', { user_id: slack.person('alice').id, view })).toBe('ok')
    const modal = { type: 'modal', external_id: 'twin', title: { type: 'plain_text', text: 'x' }, blocks: [] }
    expect(await answerTo('views.open', { trigger_id: 'x', view: modal })).toBe('duplicate_external_id')
    const app = clientOf(slack, slack.credentials().appToken)
    expect(await errorOf(app.apps.connections.open({}))).toBe('socket_mode_not_enabled')
  })

  it('refuse people and bots that are unknown', async () => {
    expect(await answerTo('users.info', { user: 'U0' })).toBe('user_not_found')
    expect(await answerTo('users.lookupByEmail', { email: 'nobody@example.com' })).toBe('users_not_found')
    expect(await answerTo('bots.info', { bot: 'B0' })).toBe('bot_not_found')
    expect(await answerTo('chat.getPermalink', { channel, message_ts: '1.000001' })).toBe('message_not_found')
  })
})
