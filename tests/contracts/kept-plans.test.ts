// Plans that a server keeps for us, when a migration changes the table beneath them.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usesBeforeKept } from '../../src/store/kept-plans.ts'
import { openStore, type Store } from '../../src/store/open-store.ts'
import type { Sql } from '../../src/store/sql.ts'
import { databaseUrl, type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'

describe.skipIf(!databaseUrl)('a kept plan (npm run test:services gives TEST_DATABASE_URL)', () => {
  let database: FreshDatabase
  let owner: pg.Client
  let store: Store

  beforeAll(async () => {
    database = await freshDatabase()
    store = await openStore({ databaseUrl: database.url }, { poolSize: 1 })
    owner = new pg.Client(database.url)
    await owner.connect()
    await owner.query('create table probe (id int); insert into probe values (1)')
    await owner.query('grant select on probe to bellhop_platform')
  })
  afterAll(async () => {
    await owner.end()
    await store.close()
    await database.drop()
  })

  const read = (sql: Sql) => sql('select * from probe where id = $1', [1])

  it.each([
    ['in a transaction', () => store.transact(read)],
    ['by itself', () => read(store.sql)],
  ])('that no longer fits fails once %s, and is made anew', async (how, asked) => {
    for (let use = 0; use <= usesBeforeKept; use++) expect(await asked()).toHaveLength(1)
    await owner.query(`alter table probe add column "${how}" int`)
    await expect(asked()).rejects.toMatchObject({ code: '0A000' })
    expect(Object.keys((await asked())[0] ?? {})).toContain(how)
  })

  it('is of a statement that is used often, whoever asks it with which values', async () => {
    const plans = () =>
      store.transact((sql) => sql<{ n: number }>('select count(*)::int as n from pg_prepared_statements'))
    const use = (id: number) => store.transact((sql) => sql('select id from probe where id = $1', [id]))
    const [none] = await plans()
    for (let id = 0; id < usesBeforeKept; id++) await use(id)
    expect(await plans()).toEqual([none])
    for (let id = 0; id < 50; id++) await use(id)
    expect(await plans()).toEqual([{ n: (none?.n ?? 0) + 1 }])
  })
})
