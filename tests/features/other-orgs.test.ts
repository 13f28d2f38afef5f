// Ids of another organisation: whatever takes one refuses it as it refuses an id that never was, says nothing of it, and changes nothing.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { apiCommands } from '../support/api-commands.ts'
import { databaseUrl, type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'
import {
  type Actor,
  onServers,
  type Product,
  slackActor,
  startProduct,
  telegramActor,
  unpackedStore,
} from '../support/on-every-platform.ts'
import { signedHeaders } from '../unit/slack/open-slack.ts'

let database: FreshDatabase | undefined
let dataDir = ''
let product: Product
let key = ''
let theirs: Theirs
let before: Record<string, string>

/** What the other organisation has, by its ids. */
type Theirs = Record<
  'org' | 'approval' | 'errand' | 'key' | 'artifact' | 'schedule' | 'figures' | 'announcement' | 'link' | 'event',
  string
> & { slack: string; telegram: string; person: string }

const environment = () => (database ? onServers(database.url) : { DATA_DIR: dataDir })
const place = () => (database ? { databaseUrl: database.url } : { dataDir })

beforeAll(async () => {
  database = databaseUrl ? await freshDatabase() : undefined
  dataDir = unpackedStore()
  product = await startProduct(environment(), apiCommands)
  await makeThings(slackActor(product, 'olivia'), telegramActor(product, 'Olivia'))
  await product.stop()
  theirs = await inStore(becomeAnother)
  expect(Object.entries(theirs).filter(([, id]) => id === '')).toEqual([])
  before = await inStore((store) => rowsOf(store, theirs.org))
  // Another Slack, another bot in Telegram, another organisation; the same database.
  product = await startProduct(environment(), apiCommands)
  key = await makeKey(slackActor(product, 'olivia'), 'probe')
  await slackActor(product, 'olivia').commands('admin limits set * --count 10000')
  await slackActor(product, 'olivia').reads(/10000 times/)
})
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
  await database?.drop()
})

async function inStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(place())
  return work(store).finally(() => store.close())
}

async function makeKey(olivia: Actor, name: string): Promise<string> {
  await olivia.commands(`admin keys create ${name} --scopes *`)
  return /bhk_[0-9a-z]{12}_[\w-]{43}/.exec(await olivia.reads(new RegExp(`The key ${name}`)))?.[0] ?? ''
}

/** As people make them, in chat. */
async function makeThings(olivia: Actor, inTelegram: Actor): Promise<void> {
  await olivia.commands('wipe everything')
  await olivia.reads(/asks me to wipe everything/)
  await olivia.commands('slow 3600000')
  await olivia.reads(/On it/)
  // On a busy machine a chart is shown and may not be kept in time.
  for (let drawn = 'could not keep'; drawn.includes('could not keep'); drawn = await olivia.reads(/Guests/))
    await olivia.commands('chart bar Jan=10 Feb=12 --title Guests')
  await olivia.commands('schedule every Monday 9:00: ping hello')
  await olivia.reads(/I run `ping hello`/)
  const writer = await makeKey(olivia, 'theirs')
  const csv = 'date,kpi,value\n2026-01-01,Guests,1\n'
  const headers = { 'content-type': 'text/csv', authorization: `Bearer ${writer}` }
  await fetch(`${product.address}/api/v1/kpis/import?name=theirs.csv`, { method: 'POST', headers, body: csv })
  await olivia.commands('admin announce Something of theirs')
  await olivia.reads(/Something of theirs/)
  await olivia.commands('link')
  await olivia.reads(/link [0-9A-Z]{4}-/)
  await inTelegram.commands('ping')
  await inTelegram.reads(/pong/i)
}

/** Whoever comes next is at home elsewhere; all of this stays as it is. */
async function becomeAnother({ sql, inOrgSql }: Store): Promise<Theirs> {
  const [home] = await sql<{ value: string }>("select value from instance where name = 'home_org'")
  await sql("update instance set value = $1 where name = 'home_org'", [randomUUID()])
  await sql("update workspace set key = key || '9'")
  await sql("update account set key = key || '9'")
  await sql(
    `update job set state = 'waiting', run_at = now() + interval '30 days' where state in ('waiting', 'running')`,
  )
  await sql(
    `update inbox set workspace = workspace || '9', state = case when id = (select min(id) from inbox) then 'parked' else state end,
       reason = 'internal'`,
  )
  const one = async (text: string) => (await sql<{ id: string }>(text))[0]?.id ?? ''
  const org = home?.value ?? ''
  const outside = {
    errand: await one("select id from job where state = 'waiting'"),
    link: await one('select id from link'),
    event: await one("select id::text from inbox where state = 'parked'"),
    slack: await one("select key as id from account where key like 'slack:%'"),
    telegram: await one("select key as id from account where key like 'telegram:%'"),
  }
  return inOrgSql(org, async (own) => {
    const ours = async (text: string) => (await own<{ id: string }>(text))[0]?.id ?? ''
    return {
      ...outside,
      org,
      approval: await ours('select id from approval'),
      artifact: await ours("select id from artifact where state = 'kept'"),
      schedule: await ours('select id from schedule'),
      figures: await ours("select id from kpi_import where name = 'theirs.csv'"),
      announcement: await ours('select id from announcement'),
      key: await ours('select id from api_key'),
      person: await ours("select person_id as id from membership where role = 'owner' order by created_at"),
    }
  })
}

/** Everything they have, table by table; what is done to it by itself is left out. */
async function rowsOf({ sql, inOrgSql }: Store, org: string): Promise<Record<string, string>> {
  const tables = await sql<{ name: string; isTheirs: boolean }>(
    `select c.relname as name, c.relrowsecurity as "isTheirs" from pg_class c join pg_attribute a on a.attrelid = c.oid
     where a.attname = 'org_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
  )
  const seen: Record<string, string> = {}
  for (const { name, isTheirs } of tables) {
    const columns = name === 'audit_entry' ? 'act, allowed, reason, result' : '*'
    const text = `select coalesce(md5(string_agg(r::text, '|' order by r::text)), '') as sum from (select ${columns} from ${name} where org_id = $1::uuid) r`
    const read = (own: Store['sql']) => own<{ sum: string }>(text, [org])
    const [row] = isTheirs ? await inOrgSql(org, read) : await read(sql)
    seen[name] = row?.sum ?? ''
  }
  const [jobs] = await sql<{ sum: string }>(
    `select md5(string_agg(concat(id, state, attempt, reason), '|' order by id)) as sum from job where org = $1::uuid`,
    [org],
  )
  return { ...seen, jobs: jobs?.sum ?? '' }
}

/** Each command that takes an id, with one of theirs and with one that never was. */
const cases: [string, (id: (of: keyof Theirs) => string) => string][] = [
  ...['approve', 'deny', 'withdraw'].map((word): Case => [word, (id) => `${word} ${id('approval')}`]),
  ['approve, by the beginning', (id) => `approve ${id('approval').slice(0, 8)}`],
  ['status', (id) => `status ${id('errand')}`],
  ['cancel', (id) => `cancel ${id('errand')}`],
  ['admin keys revoke', (id) => `admin keys revoke ${id('key')}`],
  ...['get', 'link', 'share', 'revoke', 'delete'].map((word): Case => {
    return [`artifacts ${word}`, (id) => `artifacts ${word} ${id('artifact')}`]
  }),
  ...['pause', 'resume', 'run', 'remove'].map((word): Case => {
    return [`schedules ${word}`, (id) => `schedules ${word} ${id('schedule')}`]
  }),
  ...['keep', 'discard', 'undo'].map((word): Case => [`kpi ${word}`, (id) => `kpi ${word} ${id('figures')}`]),
  ['admin announce --send', (id) => `admin announce --send ${id('announcement')}`],
  ['admin announce --cancel', (id) => `admin announce --cancel ${id('announcement')}`],
  ['link confirm', (id) => `link confirm ${id('link')}`],
  ['link no', (id) => `link no ${id('link')}`],
  ['admin parked replay', (id) => `admin parked replay ${id('event')}`],
  ['admin parked drop', (id) => `admin parked drop ${id('event')}`],
  ...(['slack', 'telegram'] as const).flatMap((of): Case[] => [
    [`admin users, in ${of}`, (id) => `admin users ${id(of)}`],
    [`admin users role, in ${of}`, (id) => `admin users role ${id(of)} viewer`],
    [`admin users suspend, in ${of}`, (id) => `admin users suspend ${id(of)}`],
    [`admin users restore, in ${of}`, (id) => `admin users restore ${id(of)}`],
    [`admin users sign-out, in ${of}`, (id) => `admin users sign-out ${id(of)}`],
    [`admin factor reset, in ${of}`, (id) => `admin factor reset ${id(of)}`],
    [`admin roles give, in ${of}`, (id) => `admin roles give ${id(of)} deputy`],
    [`admin data export, in ${of}`, (id) => `admin data export ${id(of)}`],
    [`admin data erase, in ${of}`, (id) => `admin data erase ${id(of)}`],
    [`admin require-approval, in ${of}`, (id) => `admin require-approval ping --person ${id(of)}`],
  ]),
  ['admin merge', (id) => `admin merge ${id('slack')} ${id('telegram')}`],
  ['admin users, by the person', (id) => `admin users ${id('person')}`],
]
type Case = (typeof cases)[number]

const real = (of: keyof Theirs) => theirs[of]
/** Of the same shape. */
const made = (of: keyof Theirs) =>
  ({ slack: 'slack:T77:U77', telegram: 'telegram:7777777', event: '987654' })[of as string] ?? madeId
const madeId = randomUUID()

/** What was said, without the ids and the reference. */
function masked(said: string): string {
  const ids = [...Object.values(theirs), madeId, ...(['slack', 'telegram', 'event'] as const).map(made)]
  const forms = ids.flatMap((id) => [id, id.slice(0, 8)]).sort((a, b) => b.length - a.length)
  const plain = said.replaceAll(/[0-9A-Z]{5}-[0-9A-Z]{5}/g, '…').replaceAll(/"id":"[0-9a-f]+"/g, '')
  return forms.reduce((text, id) => text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), '…'), plain)
}

describe.each(['slack', 'telegram', 'api'] as const)('an id of another organisation, in %s', (platform) => {
  const speak: Record<typeof platform, (line: string) => Promise<string>> = {
    slack: async (line) => inChat('slack', slackActor(product, 'olivia'), line),
    telegram: async (line) => inChat('telegram', telegramActor(product, 'Olivia'), line),
    async api(line) {
      const headers = { authorization: `Bearer ${key}` }
      const body = JSON.stringify({ line })
      return (await fetch(`${product.address}/api/v1/commands`, { method: 'POST', headers, body })).text()
    },
  }

  it('is like one that never was, for everything that takes one', async () => {
    const [unknown, refused]: Record<'name' | 'said', string>[][] = [[], []]
    for (const [name, line] of cases) {
      unknown?.push({ name, said: masked(await speak[platform](line(made))) })
      refused?.push({ name, said: masked(await speak[platform](line(real))) })
    }
    expect(refused).toEqual(unknown)
    expect(JSON.stringify(unknown)).not.toMatch(/went wrong|Guests|ping hello|wipe everything|Something of theirs/)
    for (const { said } of refused ?? []) expect(said).toMatch(/\b(no|nobody|not|none)\b|only people/i)
  })
})

describe('a press that comes from another Slack', () => {
  const olivia = () => slackActor(product, 'olivia')

  /** As Slack would sign it: one app, many workspaces. */
  async function presses(team: string, user: { id: string; team_id: string }, value: string): Promise<number> {
    const { signingSecret, appId, teamId } = product.slack.credentials()
    const channel = product.slack.channel('ops').id
    const press = {
      ...{
        type: 'block_actions',
        api_app_id: appId,
        team: { id: team || teamId },
        user: { ...user, username: 'mallory' },
      },
      ...{ channel: { id: channel }, container: { type: 'message', channel_id: channel, message_ts: '1.1' } },
      trigger_id: `${Math.random()}.1`,
      actions: [
        { type: 'button', action_id: 'run#0', block_id: 'b', value, text: { type: 'plain_text', text: 'Approve' } },
      ],
    }
    const body = `payload=${encodeURIComponent(JSON.stringify(press))}`
    const headers = { ...signedHeaders(signingSecret, body), 'content-type': 'application/x-www-form-urlencoded' }
    return (await fetch(`${product.address}/slack/events`, { method: 'POST', headers, body })).status
  }

  it('answers no approval of ours, whether it names another workspace or is a stranger in ours', async () => {
    await olivia().commands('wipe ours')
    const id = /Approval ([0-9a-f]{8})/.exec(await olivia().reads(/asks me to wipe ours/))?.[1] ?? ''
    const mallory = { id: 'U77', team_id: 'T77' }
    for (const [team, who] of [
      ['T77', mallory],
      ['', mallory],
      ['T77', { id: product.slack.person('olivia').id, team_id: 'T77' }],
      ['', { id: product.slack.person('olivia').id, team_id: 'T77' }],
    ] as const)
      for (const word of ['approve', 'deny', 'withdraw']) await presses(team, who, `${word} ${id}`)
    await olivia().commands(`approve ${id}`)
    await olivia().reads(/You approved it/)
  })
})

it('leaves all of theirs as it was, and each try stands in the audit of whoever tried', async () => {
  await product.stop()
  const [after, tried, strangers] = await inStore(async (store) => {
    const [home] = await store.sql<{ value: string }>("select value from instance where name = 'home_org'")
    const text = "select distinct act from audit_entry where not allowed or result not in ('done', 'queued')"
    const acts = await store.inOrgSql(home?.value ?? '', (sql) => sql<{ act: string }>(text))
    const strangers = await store.sql("select key from account where key like 'slack:T77:%'")
    return [await rowsOf(store, theirs.org), acts.map(({ act }) => act), strangers] as const
  })
  expect(after).toEqual(before)
  // Whoever pressed from elsewhere was not taken in either.
  expect(strangers).toEqual([])
  const written = [
    'approve',
    'deny',
    'withdraw',
    'link',
    'schedules.run',
    'artifacts.get',
    'kpi.undo',
    'admin.keys.revoke',
  ]
  const admins = ['users.role', 'users.suspend', 'data.erase', 'data.export', 'factor.reset', 'announce']
  const acts = [...written, ...admins.map((name) => `admin.${name}`)].map((name) => `command:${name}`)
  expect(tried).toEqual(expect.arrayContaining(acts))
})

/** What they are told next, as it is shown. */
async function inChat(platform: 'slack' | 'telegram', olivia: Actor, line: string): Promise<string> {
  await olivia.commands(line)
  const seen = JSON.parse(await olivia.reads(/./s)) as { text: string }
  return `${platform}: ${seen.text}`
}
