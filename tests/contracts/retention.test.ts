// Nothing grows without end: each table is purged by a setting, or says why it need not be.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { settings } from '../../src/domain/settings.ts'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import { keepHouse } from '../../src/router/keep-house.ts'
import { insertMember } from '../../src/store/identity/member-rows.ts'
import { saveMemory } from '../../src/store/memory-rows.ts'
import { bounds } from '../../src/store/retention.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

describeOnEveryStore('what is over', ({ store }) => {
  let org = ''
  const person = randomUUID()
  const inOrg = (text: string, values: unknown[] = []) => store().inOrgSql(org, (sql) => sql(text, values))
  const count = async (table: string) => (await inOrg(`select 1 from ${table}`)).length
  const keep = () => keepHouse(store(), createQuietLog())

  beforeEach(async () => {
    org = await ensureHome(store(), [{ key: 'slack:T1', platform: 'slack', name: 'Acme' }])
    if ((await inOrg('select 1 from person where id = $1::uuid', [person])).length === 0)
      await store().inOrgSql(org, (sql) => insertMember(sql, org, { person, name: 'Ann', role: 'member' }))
    await store().inOrgSql(org, (sql) => saveSetting(sql, org, settings['history-days'].key, '30'))
  })

  const approval = (state: string, days: number) =>
    inOrg(
      `insert into approval (id, org_id, tool, digest, input, summary, asker, place, correlation, state, expires_at, settled_at, created_at)
       values ($1::uuid, $2::uuid, 't', 'd', '{}', 's', $3::uuid, 'p', 'r', $4, now() + interval '1 day',
         case when $4 = 'open' then null else now() - make_interval(days => $5) end, now() - make_interval(days => $5))`,
      [randomUUID(), org, person, state, days],
    )
  const grant = (days: number | null) =>
    inOrg(
      `insert into role_grant (id, org_id, person_id, role, until) values ($1::uuid, $2::uuid, $3::uuid, 'lead', now() - make_interval(days => $4::int))`,
      [randomUUID(), org, person, days],
    )
  const key = (revoked: number | null, expires: number) =>
    inOrg(
      `insert into api_key (id, org_id, person_id, name, prefix, hash, scopes, expires_at, revoked_at)
       values ($1::uuid, $2::uuid, $3::uuid, 'ci', $4, 'h', '{}', now() - make_interval(days => $5), now() - make_interval(days => $6::int))`,
      [randomUUID(), org, person, randomUUID(), expires, revoked],
    )
  const kpiImport = (state: string, days: number) =>
    inOrg(
      `insert into kpi_import (id, org_id, name, state, created_at) values ($1::uuid, $2::uuid, 'f', $3, now() - make_interval(days => $4))`,
      [randomUUID(), org, state, days],
    )
  const feedback = (days: number) =>
    inOrg(
      `insert into feedback (id, org_id, account, about, text, correlation, created_at)
       values ($1::uuid, $2::uuid, 'a', 'b', 't', 'r', now() - make_interval(days => $3))`,
      [randomUUID(), org, days],
    )

  it.each([
    [
      'approvals that were settled, and none that is open',
      'approval',
      () => [approval('approved', 40), approval('denied', 20), approval('open', 400)],
      2,
    ],
    ['roles that ran out, and none that is held for good', 'role_grant', () => [grant(40), grant(20), grant(null)], 2],
    [
      'keys that ran out or were revoked',
      'api_key',
      () => [key(40, -300), key(null, 40), key(null, -300), key(3, -300)],
      2,
    ],
    [
      'imports that were undone, and none that counts',
      'kpi_import',
      () => [kpiImport('undone', 40), kpiImport('kept', 400), kpiImport('undone', 20)],
      2,
    ],
    ['feedback, as what was said', 'feedback', () => [feedback(40), feedback(20)], 1],
  ] as const)('is forgotten after the days that are set: %s', async (_what, table, plant, left) => {
    await inOrg(`delete from ${table}`)
    await Promise.all(plant())
    await keep()
    expect(await count(table)).toBe(left)
  })

  it('is forgotten of what bots remember for a while, not of where chats moved to, and not of what is in use', async () => {
    const names = [
      'telegram telegram:7:press:old',
      'telegram telegram:7:press:used',
      'telegram telegram:7:album:1',
      'telegram telegram:7:chat:-1001',
    ]
    for (const name of names) await saveMemory(store().sql, name, 'x')
    await store().sql("update memory set created_at = now() - interval '40 days'")
    await saveMemory(store().sql, 'telegram telegram:7:press:used', 'x')
    await keep()
    const rows = await store().sql<{ name: string }>('select name from memory order by name')
    expect(rows.map(({ name }) => name)).toEqual(['telegram telegram:7:chat:-1001', 'telegram telegram:7:press:used'])
  })

  it('has a bound in every table there is', async () => {
    const tables = await store().sql<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like '\\_prisma%' order by 1`,
    )
    expect(Object.keys(bounds).sort()).toEqual(tables.map(({ name }) => name).sort())
  })
})
