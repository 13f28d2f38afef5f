// Both platforms' servers in one, as fast as can be: they say yes to everything and write down which marker was answered when.
import type { AddressInfo } from 'node:net'
import { botUser, markerPattern, team } from './names.ts'
import { type Answered, servePlainly } from './serve-plainly.ts'

/** What arrived for one run, by the number of its request: how often, and when first, in the time of `performance.now()`. */
export type Arrived = { counts: Uint16Array; at: Float64Array }

export type MockPlatform = {
  slackApi: string
  telegramRoot: string
  responseUrl: string
  /** Begins to write down one run of so many requests. */
  expect(run: number, total: number): Arrived
  /** Methods that were called, and how often. */
  called: Map<string, number>
  close(): Promise<void>
}

/** Calls that show something to people; the rest are questions and receipts. */
const showing = new Set(['chat.postMessage', 'chat.postEphemeral', 'respond', 'sendMessage', 'sendRichMessage'])

export async function startMockPlatform(): Promise<MockPlatform> {
  const runs = new Map<number, Arrived>()
  const called = new Map<string, number>()
  let messages = 0

  const server = servePlainly(answerTo)

  function answerTo(path: string, body: string): Answered {
    const method = path.slice(path.lastIndexOf('/') + 1)
    called.set(method, (called.get(method) ?? 0) + 1)
    if (showing.has(method)) note(body)
    if (method === 'respond') return { type: 'text/plain', body: 'ok' }
    const said = path.startsWith('/bot') ? ofTelegram(method, body) : ofSlack(method, body)
    return { type: 'application/json', body: JSON.stringify(said) }
  }

  function note(body: string): void {
    const [, run, number] = markerPattern.exec(body) ?? []
    const arrived = runs.get(Number(run))
    const n = Number(number)
    if (!arrived || !(n < arrived.counts.length)) return
    arrived.counts[n] = (arrived.counts[n] ?? 0) + 1
    if (arrived.counts[n] === 1) arrived.at[n] = performance.now()
  }

  function ofSlack(method: string, body: string): unknown {
    const id = (name: string, or: string) => new RegExp(`\\b${name}"?[=:]"?(\\w+)`).exec(body)?.[1] ?? or
    switch (method) {
      case 'auth.test':
        return { ok: true, url: 'https://bench.slack.com/', team: 'Bench', team_id: team, user_id: botUser, ...bot }
      case 'bots.info':
        return { ok: true, bot: { id: bot.bot_id, app_id: 'A0BENCH', user_id: botUser, name: bot.user } }
      case 'users.info':
        return { ok: true, user: slackUser(id('user', 'U0')) }
      case 'conversations.info':
        return { ok: true, channel: { id: id('channel', 'C0'), name: 'a-channel', is_channel: true, is_member: true } }
      case 'conversations.open':
        return { ok: true, channel: { id: 'D0BENCH' } }
      case 'conversations.members':
      case 'conversations.replies':
      case 'conversations.history':
        return { ok: true, members: [], messages: [], has_more: false }
      case 'chat.postMessage':
        return postedTo(id('channel', 'C0'))
      case 'chat.postEphemeral':
        return { ok: true, message_ts: nextTs() }
      default:
        return { ok: true }
    }
  }

  function postedTo(channel: string): unknown {
    const ts = nextTs()
    return { ok: true, channel, ts, message: { type: 'message', ...bot, user: botUser, text: 'pong', ts, team } }
  }

  const nextTs = () => `1700000000.${String(messages++).padStart(6, '0')}`

  function ofTelegram(method: string, body: string): unknown {
    if (method === 'getMe') return { ok: true, result: telegramBot }
    if (method === 'getWebhookInfo') return { ok: true, result: { url: '', pending_update_count: 0 } }
    const id = Number(/"?chat_id"?[=:]"?(-?\d+)/.exec(body)?.[1])
    const chat = { id, type: 'private', first_name: `Person ${id}` }
    if (method === 'getChat') return { ok: true, result: chat }
    if (!showing.has(method)) return { ok: true, result: true }
    return { ok: true, result: { message_id: ++messages, date: 1_700_000_000, from: telegramBot, chat, text: 'pong' } }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    slackApi: `${root}/api/`,
    telegramRoot: root,
    responseUrl: `${root}/commands/respond`,
    called,
    expect(run, total) {
      const arrived = { counts: new Uint16Array(total), at: new Float64Array(total) }
      runs.set(run, arrived)
      return arrived
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const bot = { bot_id: 'B0BENCH', user: 'bellhop' }

const telegramBot = {
  id: 42,
  is_bot: true,
  first_name: 'Bellhop',
  username: 'bench_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
}

function slackUser(id: string): unknown {
  const flags = { is_bot: false, deleted: false, is_stranger: false, is_restricted: false, is_ultra_restricted: false }
  const profile = { display_name: id.toLowerCase(), real_name: id, email: `${id}@bench.example` }
  return { id, team_id: team, name: id.toLowerCase(), real_name: id, locale: 'en-GB', profile, ...flags }
}
