// Changes to the tables: whatever interrupts one, the next start finds it done or not begun.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { type OpenedSource, openSource, type StorePlace } from '../../src/store/open-source.ts'
import { openPool } from '../../src/store/pools.ts'
import { databaseUrl, freshDatabase } from '../support/fresh-database.ts'

type Place = { place: StorePlace; drop?: () => Promise<void> }

const stores: [string, () => Promise<Place>][] = [['PGlite', async () => ({ place: { memory: true } })]]
if (databaseUrl)
  stores.push([
    'PostgreSQL',
    async () => {
      const { url, drop } = await freshDatabase()
      return { place: { databaseUrl: url }, drop }
    },
  ])

describe.each(stores)('a migration on %s', (_name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-migrations-'))
  let place: Place
  let opened: OpenedSource
  beforeAll(async () => {
    place = await open()
    opened = await openSource(place.place)
    write('1_first', 'create table first (n int); insert into first values (1);')
    write('2_second', 'create table second (n int); insert into second select n from first;')
  })
  afterAll(async () => {
    await opened.close()
    await place.drop?.()
    rmSync(folder, { recursive: true })
  })

  it('that is interrupted, wherever it is, is done once by the next start', async () => {
    for (let after = 1, isDone = false; !isDone; after++) {
      isDone = await over((client) => migrate(cutOff(client, after), folder)).then(
        () => true,
        () => false,
      )
      await over((client) => migrate(client, folder))
      expect(await rows('select (select count(*) from first) as a, (select count(*) from second) as b')).toEqual([
        { a: '1', b: '1' },
      ])
      expect(await rows('select migration_name from _prisma_migrations where finished_at is not null')).toHaveLength(2)
      if (!isDone) await rows('drop table first, second, _prisma_migrations')
    }
  })

  it('that fails leaves nothing, says why, and is tried again', async () => {
    write('3_third', 'create table third (n int); select 1 / (n - 1) from first;')
    await expect(over((client) => migrate(client, folder))).rejects.toThrow(/3_third failed: division by zero/)
    expect(await rows("select to_regclass('third') as found")).toEqual([{ found: null }])
    write('3_third', 'create table third (n int);')
    expect(await over((client) => migrate(client, folder))).toEqual(['3_third'])
  })

  function write(name: string, sql: string): void {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'migration.sql'), sql)
  }

  /** Over a connection of its own, which ends as that of a killed process does. */
  async function over<T>(use: (client: PoolClient) => Promise<T>): Promise<T> {
    const pool = openPool(opened.source, { max: 1 })
    const client = await pool.connect()
    try {
      return await use(client)
    } finally {
      client.release(true)
      await pool.end()
    }
  }

  function rows(sql: string): Promise<Record<string, unknown>[]> {
    return over(async (client) => (await client.query(sql)).rows)
  }
})

/** Nothing more comes through after so many statements. */
function cutOff(client: PoolClient, after: number): PoolClient {
  let said = 0
  const query = (...words: Parameters<PoolClient['query']>) =>
    ++said > after ? Promise.reject(new Error('killed')) : client.query(...words)
  return new Proxy(client, { get: (of, name) => (name === 'query' ? query : Reflect.get(of, name)) })
}
