// Slack as somebody else understood it: the whole product at the `emulate` package, from the installation to files in a thread.
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { webApi } from '@slack/bolt'
import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../../scripts/find-free-port.ts'
import type { Terminal } from '../../src/app/connect-console.ts'
import { type Running, startBellhop } from '../../src/app/start-bellhop.ts'
import { loadConfig } from '../../src/config.ts'
import { createPaperBrowser } from '../support/paper-browser.ts'
import { partsCommands } from '../support/parts-command.ts'
import { createQuietLog } from '../support/quiet.ts'

const signingSecret = 'a-signing-secret-of-a-test'
const client = { client_id: '1.2', client_secret: 'a-secret-of-a-test' }
const dataDir = mkdtempSync(join(tmpdir(), 'bellhop-emulated-'))
let address: string
let emulated: Emulator
let bellhop: Running
let alice: webApi.WebClient
let channel: string
let count = 0

beforeAll(async () => {
  const port = await findFreePort()
  address = `http://127.0.0.1:${port}`
  const app = { ...client, app_id: 'A1', name: 'Bellhop', bot_id: 'B1', bot_user_id: 'UBOT1' }
  const redirects = { redirect_uris: [`${address}/slack/oauth_redirect`], scopes: [] }
  emulated = await createEmulator({
    service: 'slack',
    port: await findFreePort(),
    seed: {
      slack: {
        ...{ team: { name: 'Acme', domain: 'acme' }, signing_secret: signingSecret },
        ...{ users: [{ name: 'alice', email: 'alice@example.com' }], channels: [{ name: 'ops' }] },
        oauth_apps: [{ ...app, ...redirects }],
        tokens: [{ token: 'xoxp-alice', type: 'user', user: 'U000000001' }],
      },
    },
  })
  const config = loadConfig({
    ...{ DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: address },
    ...{ SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: `${emulated.url}/api/` },
    ...{
      SLACK_CLIENT_ID: client.client_id,
      SLACK_CLIENT_SECRET: client.client_secret,
      SLACK_STATE_SECRET: 'of-a-test',
    },
    BELLHOP_OWNERS: 'slack:T000000001:U000000001',
  })
  const output = new PassThrough()
  const nobody: Terminal = { kind: 'none', input: output as unknown as Terminal['input'], output }
  bellhop = await startBellhop(config, nobody, createQuietLog(), { more: partsCommands() })
  alice = new webApi.WebClient('xoxp-alice', { slackApiUrl: `${emulated.url}/api/`, retryConfig: { retries: 0 } })
  const { channels = [] } = await alice.conversations.list()
  channel = channels.find((one) => one.name === 'general')?.id ?? ''
})
afterAll(async () => {
  await bellhop?.stop()
  await emulated?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('is installed with the consent of somebody who signs in', async () => {
  const browser = createPaperBrowser()
  const consent = await browser.open(`${address}/slack/install`)
  const done = await browser.submit(consent, 'alice')
  expect(done.text).toContain('Bellhop is installed in Acme')
})

it('answers a mention in its thread, and goes on there without one', async () => {
  const asked = await says('<@UBOT1> ping hello', { mention: true })
  expect(await answersTo(asked)).toEqual([expect.stringContaining('hello')])
  await says('ping again', { thread: asked })
  expect(await answersTo(asked, 2)).toEqual([expect.stringContaining('hello'), expect.stringContaining('again')])
})

it('answers a direct message below it', async () => {
  const opened = await alice.conversations.open({ users: 'UBOT1' })
  const direct = opened.channel?.id ?? ''
  const asked = await says('whoami', { in: direct })
  expect(await answersTo(asked, 1, direct)).toEqual([expect.stringContaining('owner')])
})

it('shows a picture as a file of the thread', async () => {
  const asked = await says('<@UBOT1> parts image', { mention: true })
  await expect.poll(async () => (await filesIn(asked)).length).toBe(1)
  const [file] = await filesIn(asked)
  const answer = await fetch(String(file?.url_private), { headers: { authorization: 'Bearer xoxp-alice' } })
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

/** Posts as Alice and tells Bellhop of it, as Slack would. */
async function says(text: string, how: { mention?: boolean; thread?: string; in?: string } = {}): Promise<string> {
  const where = how.in ?? channel
  const thread = how.thread ? { thread_ts: how.thread } : {}
  const { ts = '' } = await alice.chat.postMessage({ channel: where, text, ...thread })
  const kind = how.in ? 'im' : 'channel'
  const event = {
    channel: where,
    channel_type: kind,
    user: 'U000000001',
    team: 'T000000001',
    text,
    ts,
    event_ts: ts,
    ...thread,
  }
  const body = JSON.stringify({
    ...{ type: 'event_callback', team_id: 'T000000001', api_app_id: 'A1', event_id: `Ev${++count}`, event_time: 0 },
    event: { ...event, type: how.mention ? 'app_mention' : 'message' },
    authorizations: [{ team_id: 'T000000001', user_id: 'UBOT1', is_bot: true, enterprise_id: null }],
  })
  const at = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')
  const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${signature}` }
  const answer = await fetch(`${address}/slack/events`, {
    ...{ method: 'POST', body },
    headers: { ...headers, 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
  return ts
}

async function answersTo(ts: string, count = 1, where = channel): Promise<string[]> {
  const ofBot = async () => {
    const { messages = [] } = await alice.conversations.replies({ channel: where, ts })
    return messages.filter((one) => one.user === 'UBOT1').map((one) => JSON.stringify(one))
  }
  await expect.poll(async () => (await ofBot()).length).toBe(count)
  return ofBot()
}

async function filesIn(ts: string) {
  const { messages = [] } = await alice.conversations.replies({ channel, ts })
  return messages.flatMap((one) => one.files ?? [])
}
