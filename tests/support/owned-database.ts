// A database of its own whose owner is an ordinary login, as in production: no superuser, bound by row-level security.
import pg from 'pg'
import { databaseUrl, type FreshDatabase, freshDatabase } from './fresh-database.ts'

const login = 'bellhop_test_login'
const password = 'only-for-tests'

export async function ownedDatabase(): Promise<FreshDatabase> {
  if (!databaseUrl) throw new Error('TEST_DATABASE_URL is not set: run this through npm run test:services')
  await asAdmin(databaseUrl, prepareLogin)
  const fresh = await freshDatabase()
  const name = new URL(fresh.url).pathname.slice(1)
  await asAdmin(fresh.url, `create extension if not exists vector; alter database ${name} owner to ${login}`)
  const url = new URL(fresh.url)
  url.username = login
  url.password = password
  return { url: url.href, drop: fresh.drop }
}

/** Test files run side by side, so making the roles that all databases share is done by one at a time. */
const prepareLogin = `
  select pg_advisory_lock(7270);
  do $$ begin
    if not exists (select from pg_roles where rolname = 'bellhop_platform') then create role bellhop_platform nologin; end if;
    if not exists (select from pg_roles where rolname = 'bellhop_tenant') then create role bellhop_tenant nologin; end if;
    if not exists (select from pg_roles where rolname = '${login}') then
      create role ${login} login password '${password}' nosuperuser nobypassrls;
      grant bellhop_platform, bellhop_tenant to ${login};
    end if;
  end $$;
  select pg_advisory_unlock(7270);`

async function asAdmin(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statements)
  } finally {
    await client.end()
  }
}
