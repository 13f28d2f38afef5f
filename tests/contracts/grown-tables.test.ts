// A plan is kept from when its table was small. However large that has grown since, a group of events reads the rows it is about.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { dropPlans, readPlanEnds } from '../../src/store/announcement-rows.ts'
import { insertMember, insertOrg, readMembers } from '../../src/store/identity/member-rows.ts'
import { asPlatform, asTenant } from '../../src/store/in-org.ts'
import { usesBeforeKept } from '../../src/store/kept-plans.ts'
import { listeningKey, noteHeard, readListening } from '../../src/store/router/listening-rows.ts'
import { isAnnounced, readLive, readLiveId } from '../../src/store/router/live-rows.ts'
import { failRestOfPlans, recordSends } from '../../src/store/router/outbox-rows.ts'
import { settleTurns } from '../../src/store/router/settle-turns.ts'
import { insertMessages } from '../../src/store/router/tenant-rows.ts'
import type { Sql } from '../../src/store/sql.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { pairsDroppedBy } from '../support/pairs-dropped-by.ts'
import { rowsReadBy } from '../support/rows-read-by.ts'

const [few, many, group] = [usesBeforeKept, 20_000, 20]
const org = randomUUID()
const numbers = Array.from({ length: group }, (_, i) => 100 * (i + 1))
const pairs = numbers.map((i) => ({ conversation: `C${i}`, account: `U${i}`, isBot: false }))
const keys = pairs.map(({ conversation, account }) => listeningKey(conversation, account))
const plans = numbers.map((i) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`)
const [plan = ''] = plans
const sends = numbers.map((i) => ({ id: String(i), state: 'sent' as const, platformId: `P${i}`, reason: null }))
const said = { platform: 'slack', isShared: true, text: 'hi', correlation: 'c' }
const messages = pairs.map(({ conversation, account }) => ({ ...said, conversation, account }))

const works: Record<string, { table: string; work(sql: Sql): Promise<unknown> }> = {
  noteHeard: { table: 'listening', work: (sql) => noteHeard(sql, pairs) },
  readListening: { table: 'listening', work: (sql) => readListening(sql, keys) },
  insertMessages: { table: 'conversation', work: (sql) => inOrg(sql, () => insertMessages(sql, org, messages)) },
  settleTurns: { table: 'inbox', work: (sql) => settle(sql) },
  recordSends: { table: 'outbox', work: (sql) => recordSends(sql, sends) },
  readPlanEnds: { table: 'outbox', work: (sql) => readPlanEnds(sql, plans) },
  failRestOfPlans: { table: 'outbox', work: (sql) => failRestOfPlans(sql, plans) },
  dropPlans: { table: 'outbox', work: (sql) => dropPlans(sql, plans) },
  readLive: { table: 'outbox', work: (sql) => readLive(sql, plan, '1') },
  readLiveId: { table: 'outbox', work: (sql) => readLiveId(sql, plan) },
  isAnnounced: { table: 'outbox', work: (sql) => isAnnounced(sql, plan) },
}

describeOnEveryStore('a table that has grown', ({ store }) => {
  it.each([false, true])(
    'is not read whole for a few of its rows (counted while it was small: %s)',
    async (isCounted) => {
      const read: Record<string, number> = {}
      await store().transact(async (sql) => {
        await sql('set local plan_cache_mode = force_generic_plan')
        await asOwner(sql, 'truncate inbox, conversation, listening, outbox')
        await fill(sql, -few, -1)
        if (isCounted) await asOwner(sql, 'analyze inbox, conversation, listening, outbox')
        for (const { work } of Object.values(works)) for (let i = 0; i <= usesBeforeKept; i++) await work(sql)
        await fill(sql, 1, many)
        for (const [name, { table, work }] of Object.entries(works))
          read[name] = await rowsReadBy(sql, table, () => work(sql))
      })
      expect(Object.entries(read).filter(([, rows]) => rows > 3 * group)).toEqual([])
    },
  )

  it('of replies, nearly all of them sent, gives each of a group what became of it without comparing it with the others', async () => {
    const dropped: number[] = []
    await store().transact(async (sql) => {
      await asOwner(sql, 'truncate inbox, outbox')
      await fill(sql, 1, many)
      const waitAgain = () => sql("update outbox set state = 'waiting' where id = any($1::bigint[])", [numbers])
      await sql("update outbox set state = 'sent'")
      await waitAgain()
      await asOwner(sql, 'analyze outbox')
      for (const mode of ['force_generic_plan', 'force_custom_plan']) {
        await sql(`set local plan_cache_mode = ${mode}`)
        dropped.push(await pairsDroppedBy(sql, (explained) => recordSends(explained, sends)))
        await waitAgain()
      }
    })
    expect(dropped).toEqual([0, 0])
  })

  it('of people has those read who are asked for, and not the whole org', async () => {
    const people = Array.from({ length: 600 }, () => randomUUID())
    const read = await store().transact(async (sql) => {
      await inOrg(sql, async () => {
        await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
        for (const person of people) await insertMember(sql, org, { person, name: 'Ann', role: 'member' })
      })
      await asOwner(sql, 'analyze person, membership')
      return rowsReadBy(sql, 'membership', () => inOrg(sql, () => readMembers(sql, people.slice(0, 1))))
    })
    expect(read).toBeLessThanOrEqual(4)
  })
})

async function inOrg(sql: Sql, work: () => Promise<unknown>): Promise<void> {
  await sql(asTenant, [org])
  await work()
  await sql(asPlatform)
}

function settle(sql: Sql): Promise<unknown> {
  const nothing = { lane: '', attempt: 0, org: null, correlation: '', outbox: [], audit: [], messages: [], jobs: [] }
  const turns = numbers.map((i) => ({ ...nothing, inboxId: String(i), end: { kind: 'done' as const } }))
  return settleTurns({ transact: (work) => work(sql), inOrg: () => Promise.reject(new Error('no change here')) }, turns)
}

/** Whoever logged in. */
async function asOwner(sql: Sql, text: string): Promise<void> {
  await sql('set local role none')
  await sql(text)
  await sql(asPlatform)
}

async function fill(sql: Sql, from: number, to: number): Promise<void> {
  await inOrg(sql, () =>
    sql(
      `insert into conversation (org_id, id, platform, is_shared)
       select $1::uuid, 'C' || i, 'slack', true from generate_series($2::int, $3::int) i on conflict do nothing`,
      [org, from, to],
    ),
  )
  await sql(
    `insert into inbox (id, key, platform, workspace, lane, content_type, body)
     select i, 'grown:' || i, 'slack', 'slack:T1', 'C' || i, 'text/plain', repeat('x', 300)::bytea from generate_series($1::int, $2::int) i`,
    [from, to],
  )
  await sql(
    `insert into listening (conversation, account)
     select 'C' || i, 'U' || i from generate_series($1::int, $2::int) i on conflict do nothing`,
    [from, to],
  )
  await sql(
    `insert into outbox (id, plan, step, platform, workspace, conversation, reply_to, call, payload, correlation, is_sought)
     select i, case when i < 0 then gen_random_uuid() else ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid end, 0, 'slack', 'slack:T1', 'C' || i, '', 'say', repeat('x', 300), 'c',
       i % 100 = 0 from generate_series($1::int, $2::int) i`,
    [from, to],
  )
}
