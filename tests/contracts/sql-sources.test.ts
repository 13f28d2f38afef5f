// Databases of others are read and nothing else, whatever is asked of them and whoever made the login.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker } from '../../scripts/docker.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSqlSources } from '../../src/integrations/create-sql-sources.ts'
import { databaseUrl } from '../support/fresh-database.ts'
import { hasOutside, type OutsideDatabase, openOutside } from '../support/outside-database.ts'

const container = process.env.TEST_DATABASE_CONTAINER ?? ''

const org = '00000000-0000-4000-8000-000000000001'

describe.skipIf(!hasOutside)('a question to an outside database (run npm run test:services)', () => {
  let outside: OutsideDatabase
  let isAlone = true

  beforeAll(async () => {
    outside = await openOutside()
  })
  afterAll(() => outside?.drop())

  function sourcesAt(url: string) {
    return createSqlSources({ sources: [{ name: 'shop', url: createSecret(url) }], isAlone: async () => isAlone })
  }

  function ask(sql: string, how: { url?: string; signal?: AbortSignal; ms?: number } = {}) {
    const { url = outside.url, signal = new AbortController().signal, ...more } = how
    return sourcesAt(url).ask({ org, source: 'shop', sql }, { signal, ...more })
  }

  async function refusalOf(sql: string, how: Parameters<typeof ask>[1] = {}): Promise<BellhopError> {
    const thrown = await ask(sql, how).then(
      () => new Error(`${sql} was answered`),
      (error: unknown) => error,
    )
    if (thrown instanceof BellhopError) return thrown
    throw thrown
  }

  async function isAsBefore(): Promise<void> {
    const [row] = await outside.sql(
      'select (select count(*)::int from orders) as orders, (select is_called from tickets) as called',
    )
    expect(row).toEqual({ orders: 4, called: false })
  }

  it('is not needed to know how the database is, whoever lives here', async () => {
    isAlone = false
    await sourcesAt(outside.url).ping('shop')
    isAlone = true
    const away = sourcesAt('postgres://reader:planted@127.0.0.1:9/shop').ping('shop')
    await expect(away).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is answered as text, in its own words', async () => {
    const answer = await ask(
      `select sum(total) as "Revenue", null as nothing, true as sure, date '2026-01-31' as day, E'two\\nlines' as text from orders`,
    )
    expect(answer).toEqual({
      columns: ['Revenue', 'nothing', 'sure', 'day', 'text'],
      rows: [['370.0', '', 't', '2026-01-31', 'two\nlines']],
      isCut: false,
    })
  })

  it.each([
    ['values', "values (1, 'a'), (2, 'b')"],
    ['a table', 'table orders'],
    ['a common table expression', 'with t as (select 1 as a) select a from t'],
    ['a semicolon and a remark at its end', 'select 1; -- that is all'],
    ['a remark at its beginning', '/* first */ select 1'],
    ['no rows', 'select 1 where false'],
  ])('may be %s', async (_what, sql) => {
    expect((await ask(sql)).columns.length).toBeGreaterThan(0)
  })

  it.each([
    ['an insert', 'insert into orders values (9, null, 1)'],
    ['a deletion', 'delete from orders'],
    ['a deletion inside a question', 'with gone as (delete from orders returning *) select * from gone'],
    ['a second statement', 'select 1; drop table orders'],
    ['a second statement that ends the transaction', 'select 1; commit; delete from orders'],
    ['a commit', 'commit'],
    ['a setting', 'set transaction read write'],
    ['a copy to a program', "copy orders to program 'touch /tmp/bellhop'"],
    ['a copy from the server', "copy orders from '/etc/passwd'"],
    ['a new table', 'select * into stolen from orders'],
    ['a lock', 'select * from orders for update'],
    ['a sequence', "select nextval('tickets')"],
    ['a function that writes', 'select sneak()'],
    ['a block of code', "do $$ begin perform nextval('tickets'); end $$"],
    ['a call', 'call something()'],
    ['an explanation that runs it', 'explain analyze delete from orders'],
    ['a parameter', 'select $1::int'],
    ['nothing', ' '],
    ['a remark alone', '-- nothing'],
  ])('is not %s', async (_what, sql) => {
    expect((await refusalOf(sql)).code).toBe('invalid')
    await isAsBefore()
  })

  it.each([
    ['read and write', "select set_config('transaction_read_only', 'off', true), sneak()"],
    ['read and write by default', "select set_config('default_transaction_read_only', 'off', false), sneak()"],
    ['another role', "select set_config('role', 'bellhop', true)"],
    ['another login', "select set_config('session_authorization', 'bellhop', true)"],
    ['files of the server', "select pg_read_file('/etc/passwd')"],
    ['folders of the server', "select pg_ls_dir('/')"],
    ['what it may not read', 'select * from hidden'],
    ['another server', "select dblink_exec('', 'delete from orders')"],
    ['large objects', 'select lo_create(0)'],
    ['end of others', "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bellhop'"],
  ])('reaches no %s', async (_what, sql) => {
    expect((await refusalOf(sql)).code).toMatch(/invalid|unavailable/)
    await isAsBefore()
  })

  it('leaves nothing to the next one', async () => {
    await ask("select set_config('search_path', 'nowhere', false), pg_advisory_lock(7)")
    expect((await ask('select count(*) from orders')).rows).toEqual([['4']])
    const [row] = await outside.sql('select pg_try_advisory_lock(7) as "isFree", pg_advisory_unlock(7)')
    expect(row?.isFree).toBe(true)
  })

  it('ends when its time is up, however it was asked for', async () => {
    const slow = await refusalOf('select pg_sleep(60)', { ms: 3_000 })
    expect(slow).toMatchObject({ code: 'limited', message: expect.stringContaining('took the database longer') })
    // It takes the limit away in its first rows, and then its time.
    const sly = `select set_config('statement_timeout', '0', true), case when n > 150 then pg_sleep(600) end
      from generate_series(1, 300) n`
    expect((await refusalOf(sly, { ms: 3_000 })).message).toContain('took the database longer')
  })

  it('waits for no lock', async () => {
    const owner = new pg.Client({ connectionString: outside.ownerUrl })
    await owner.connect()
    await owner.query('begin; lock table orders in access exclusive mode')
    const refusal = await refusalOf('select * from orders')
    await owner.end()
    expect(refusal).toMatchObject({ code: 'limited', message: expect.stringContaining('changing these tables') })
  })

  it('is cut after fifty thousand rows, or five million characters', async () => {
    const many = await ask('select n from generate_series(1, 100000) n')
    expect(many.isCut).toBe(true)
    expect(many.rows).toHaveLength(50_000)
    expect(many.rows.at(-1)).toEqual(['50000'])
    const wide = await ask("select repeat('x', 10000) from generate_series(1, 2000)")
    expect(wide.isCut).toBe(true)
    expect(wide.rows.length).toBeLessThanOrEqual(500)
    const exact = await ask('select n from generate_series(1, 50000) n')
    expect(exact).toMatchObject({ isCut: false })
    expect(exact.rows).toHaveLength(50_000)
  })

  it('brings no cell that fills the memory', async () => {
    const before = process.memoryUsage().rss
    expect((await refusalOf("select repeat('x', 80000000)")).message).toContain('larger than I take')
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  })

  it('holds no sign that databases do not read', async () => {
    expect((await refusalOf('select 1\0; drop table orders')).code).toBe('invalid')
    expect((await ask("select E'\\x07' as bell, U&'\\202E' as turned")).rows).toEqual([['\x07', '\u202e']])
  })

  it('says in the database’s words what is wrong with it, and not to the log', async () => {
    const refusal = await refusalOf('select revenue from orders')
    expect(refusal).toMatchObject({
      ...{ code: 'invalid', message: 'The database does not take that.' },
      nextStep: expect.stringContaining('It says: column "revenue" does not exist.'),
    })
    expect((await refusalOf('select 1 / 0')).nextStep).toContain('division by zero')
    const planted = await refusalOf("select 'planted'::int")
    expect(planted.nextStep).toContain('planted')
    expect(`${planted.message}${planted.stack}${planted.cause}`).not.toContain('planted')
  })

  it.each([
    ['nobody is there', { port: '1' }, /ECONNREFUSED/],
    ['the password is wrong', { password: 'wrong-planted' }, /28P01 password authentication failed/],
    ['the login is unknown', { username: 'nobody' }, /28P01 password authentication failed/],
    ['the database is unknown', { pathname: '/nowhere' }, /3D000 database .nowhere. does not exist/],
  ])('says that it cannot reach the database when %s, and why in the log alone', async (_what, change, why) => {
    const url = Object.assign(new URL(outside.url), change)
    const refusal = await refusalOf('select 1', { url: url.href })
    expect(refusal).toMatchObject({ code: 'unavailable', message: 'I cannot reach `shop` right now.' })
    expect(String(refusal.cause)).toMatch(why)
    expect(`${refusal.message}${refusal.nextStep}`).not.toMatch(/127\.0\.0\.1|nobody|nowhere/)
    expect(String(refusal.cause)).not.toContain('wrong-planted')
  })

  it('is not put by a login that may do more than read', async () => {
    const owner = await refusalOf('select 1', { url: outside.ownerUrl })
    expect(owner).toMatchObject({ code: 'forbidden', message: expect.stringContaining('may do more than read') })
    const superuser = new URL(databaseUrl ?? '')
    superuser.username = 'postgres'
    expect((await refusalOf('select 1', { url: superuser.href })).code).toMatch(/forbidden|unavailable/)
  })

  it('ends there too when whoever asked gives up', async () => {
    const giving = new AbortController()
    let heard = ''
    const asked = ask('select pg_sleep(600)', { signal: giving.signal }).catch((error: Error) => {
      heard = error.message
    })
    await expect.poll(running).toBe(1)
    giving.abort(new Error('no longer wanted'))
    await expect.poll(() => heard).toBe('no longer wanted')
    await expect.poll(running).toBe(0)
    await asked
  })

  it.skipIf(!container)(
    'is put to a server on Windows, which cannot look whether its asker is still there',
    async () => {
      const asked = "select current_setting('client_connection_check_interval')"
      expect(await ask(asked)).toMatchObject({ rows: [['500ms']] })
      const windows = await openOutside()
      await pretendWindows(new URL(windows.url).pathname.slice(1))
      expect(await ask(asked, { url: windows.url })).toMatchObject({ rows: [['0']] })
      await windows.drop()
    },
  )

  it('is put for nobody where several organisations live', async () => {
    isAlone = false
    const refusal = await refusalOf('select 1')
    isAlone = true
    expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Several organisations') })
  })

  it('names the connections there are when it names another', async () => {
    const asked = sourcesAt(outside.url).ask(
      { org, source: 'store', sql: 'select 1' },
      { signal: AbortSignal.timeout(9_000) },
    )
    await expect(asked).rejects.toMatchObject({ code: 'not_found', nextStep: 'Connected: `shop`.' })
  })

  async function running(): Promise<number> {
    // Only the login itself sees what its other sessions do.
    const reader = new pg.Client({ connectionString: outside.url })
    await reader.connect()
    const { rows } = await reader.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where application_name = 'bellhop' and datname = current_database() and state = 'active' and query like 'fetch%'`,
    )
    await reader.end()
    return rows[0]?.n ?? 0
  }
})

/** The server's own word for what it runs on, in one database. */
async function pretendWindows(database: string): Promise<void> {
  const sql = `set allow_system_table_mods = on; create or replace function pg_catalog.version() returns text
    language sql stable as $$ select 'PostgreSQL 17.6 on x86_64-windows, compiled by msvc-19.44, 64-bit' $$`
  const psql = ['psql', '--username=postgres', '--set=ON_ERROR_STOP=1', `--dbname=${database}`]
  expect(await docker(['exec', '-i', container, ...psql], sql)).toMatchObject({ code: 0 })
}
