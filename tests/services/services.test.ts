// What the tests' own PostgreSQL and Valkey promise, because production is set up by the same file and the same flags.

import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseUrl, freshDatabase, redisUrl } from '../support/fresh-database.ts'

describe.skipIf(!databaseUrl)('PostgreSQL', () => {
  let client: pg.Client

  beforeAll(async () => {
    client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
  })
  afterAll(() => client.end())

  const ask = async (sql: string) => (await client.query(sql)).rows

  it('lets Bellhop sign in as a role that row-level security binds', async () => {
    const roles = 'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = session_user'
    expect(await ask(roles)).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }])
  })

  it('lets that login work as the platform and as a tenant, which cannot sign in themselves', async () => {
    const roles = `select rolname, rolcanlogin, pg_has_role(session_user, oid, 'set') as mine from pg_roles
      where rolname in ('bellhop_platform', 'bellhop_tenant') order by rolname`
    expect(await ask(roles)).toEqual([
      { rolname: 'bellhop_platform', rolcanlogin: false, mine: true },
      { rolname: 'bellhop_tenant', rolcanlogin: false, mine: true },
    ])
  })

  it('refuses what only a superuser may do', async () => {
    await expect(ask('create role intruder superuser')).rejects.toThrow('permission denied')
  })

  it('has pgvector in every new database, and nothing else', async () => {
    const database = await freshDatabase()
    const inside = new pg.Client({ connectionString: database.url })
    await inside.connect()
    const found = await inside.query(`select extname from pg_extension where extname <> 'plpgsql'`)
    const tables = await inside.query(`select 1 from pg_tables where schemaname = 'public'`)
    await inside.end()
    await database.drop()
    expect(found.rows).toEqual([{ extname: 'vector' }])
    expect(tables.rows).toEqual([])
  })
})

describe.skipIf(!redisUrl)('Valkey', () => {
  it('never throws a waiting job away to save memory, and writes everything down', async () => {
    const redis = new Redis(redisUrl ?? '')
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes'])
    await redis.quit()
  })
})
