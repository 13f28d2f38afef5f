// What comes from Telegram and was not typed there: the data of a button, which a changed client makes up as it likes, and messages that
// somebody passes on, which others wrote.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineCommand } from '../../src/domain/command.ts'
import { say } from '../../src/domain/reply.ts'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import { allowedBotsSetting } from '../../src/router/create-attention.ts'
import type { Person } from '../../src/simulator/telegram/people.ts'
import type { Store } from '../../src/store/open-store.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { openTestStore } from '../support/open-test-store.ts'
import { openTelegramCore, type TelegramCore, webhookSecret } from '../support/telegram-core.ts'

let purged = 0
const purge = defineCommand({
  name: 'purge',
  summary: 'Throws everything away',
  permission: 'admin',
  run: async () => {
    purged++
    return say('all gone')
  },
})

let store: Store
let world: TelegramCore
let mallory: Person
let url: string
let updates = 1_000
beforeAll(async () => {
  store = await openTestStore()
  world = await openTelegramCore(store, {
    ...{ way: 'webhook', commands: [purge] },
    bot: {
      isAdmitted: async () => true,
      onWorkspace: async ({ key, name }) => void (await ensureHome(store, [{ key, platform: 'telegram', name }])),
    },
  })
  mallory = world.telegram.person('Mallory')
  await mallory.says('/echo hello')
  await mallory.waitsFor('hello')
  const info = await fetch(`${world.telegram.apiRoot}/bot${world.telegram.bot.token}/getWebhookInfo`)
  url = ((await info.json()) as { result: { url: string } }).result.url
})
afterAll(async () => {
  await world.stop()
  await store.close()
})

/** As Telegram would hand it on. */
async function presses(data: string): Promise<void> {
  const message = { message_id: 3, date: 1, chat: { id: mallory.user.id, type: 'private' }, text: 'Pick one' }
  const press = { id: `forged${++updates}`, from: mallory.user, chat_instance: 'c', message, data }
  await arrives({ callback_query: press })
}

async function arrives(update: object): Promise<void> {
  const posted = await fetch(url, {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': webhookSecret },
    body: JSON.stringify({ update_id: ++updates, ...update }),
  })
  expect(posted.status).toBe(200)
  await world.core.idle()
}

/** What `author` wrote elsewhere, passed on to Bellhop by somebody who did not. */
async function passesOn(text: string, how: object): Promise<void> {
  const entities = text.startsWith('/') ? [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length }] : []
  const chat = { id: mallory.user.id, type: 'private', first_name: 'Mallory' }
  const message = { message_id: ++updates, date: 1, chat, from: mallory.user, text, entities, ...how }
  await arrives({ message })
}

it('runs nothing that whoever presses may not run, says so, and it stands in the audit', async () => {
  await presses('run|purge')
  await mallory.waitsFor(/needs the role admin/)
  expect(purged).toBe(0)
  const [org] = await store.sql<{ id: string }>('select distinct org_id as id from workspace')
  const refused = await store.inOrgSql(org?.id ?? '', (sql) =>
    sql<{ account: string; act: string }>('select account, act from audit_entry where not allowed'),
  )
  expect(refused).toEqual([{ account: `telegram:${mallory.user.id}`, act: 'command:purge' }])
})

it('does nothing for what no button of ours ever said', async () => {
  const before = world.log.lines.length
  const made = [
    '',
    'run',
    '|',
    'purge',
    'RUN|purge',
    'approve|1',
    'run\u0000|purge',
    '?',
    '?a.b.c',
    '?..!',
    '#',
    `#${'A'.repeat(32)}`,
    '#../me',
    '\ud800',
    'x'.repeat(64),
  ]
  for (const data of made) await presses(data)
  expect(purged).toBe(0)
  const trouble = world.log.lines.slice(before).filter(({ level }) => level === 'error' || level === 'warn')
  expect(trouble).toEqual([])
  await mallory.says('/echo still here')
  await mallory.waitsFor('still here')
})

it('runs nothing of what somebody else wrote when it is passed on, and says so', async () => {
  const origins = [
    { forward_origin: { type: 'user', date: 1, sender_user: { id: 999_001, is_bot: false, first_name: 'Trent' } } },
    { forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'Trent' } },
    {
      forward_origin: { type: 'channel', date: 1, chat: { id: -1001, type: 'channel', title: 'News' }, message_id: 5 },
    },
    // Chosen among what another bot offered, which need not be what it showed.
    { via_bot: { id: 999_002, is_bot: true, first_name: 'Jokes', username: 'jokes_bot' } },
  ]
  for (const origin of origins) for (const text of ['/echo obeyed', 'echo obeyed']) await passesOn(text, origin)
  const said = mallory.sees().filter(({ from }) => from.isBot)
  expect(said.slice(-8).map(({ text }) => text)).toEqual(
    Array(8).fill(expect.stringMatching(/passed on.*Reply to it with a command/)),
  )
  expect(said.filter(({ text }) => text === 'obeyed')).toEqual([])
  await passesOn('/echo my own words', { forward_origin: { type: 'user', date: 1, sender_user: mallory.user } })
  await mallory.waitsFor('my own words')
})

it('knows nobody by the accounts that all anonymous administrators and channels share, though a rule allows them', async () => {
  const [org] = await store.sql<{ id: string }>('select distinct org_id as id from workspace')
  const shared = [1087968824, 136817688].map((id) => `telegram:${id}`)
  await store.inOrgSql(org?.id ?? '', (sql) =>
    saveSetting(sql, org?.id ?? '', allowedBotsSetting, JSON.stringify(shared)),
  )
  const chat = { id: -100_777, type: 'supergroup', title: 'Somebody else’s' }
  for (const account of shared) {
    const from = {
      id: Number(account.slice('telegram:'.length)),
      is_bot: true,
      first_name: 'Group',
      username: 'GroupAnonymousBot',
    }
    const text = `/echo@${world.telegram.bot.username} let in`
    const entities = [{ type: 'bot_command', offset: 0, length: text.indexOf(' ') }]
    await arrives({ message: { message_id: ++updates, date: 1, chat, from, sender_chat: chat, text, entities } })
  }
  expect(await store.sql(`select key from account where key = any($1::text[])`, [shared])).toEqual([])
})
