// Applies prisma/migrations in order and keeps the same record of them that `prisma migrate deploy` would.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PoolClient } from 'pg'
import { BellhopError } from '../domain/errors.ts'

type Migration = { name: string; sql: string; checksum: string }
type Applied = { name: string; checksum: string; finished: boolean; rolledBack: boolean }

/** The lock that keeps two processes from migrating one database at the same moment. */
const migrationLock = 72_707_369

const recordTable = `create table _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`

export async function migrate(client: PoolClient, folder = migrationsFolder()): Promise<string[]> {
  const migrations = readMigrations(folder)
  await client.query("set lock_timeout = '30s'")
  await client.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    const pending = await findPending(client, migrations)
    for (const migration of pending) await apply(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined)
    await client.query('reset lock_timeout').catch(() => undefined)
  }
}

function migrationsFolder(): string {
  for (const up of ['../../', '../../../']) {
    const folder = fileURLToPath(new URL(`${up}prisma/migrations`, import.meta.url))
    if (existsSync(folder)) return folder
  }
  throw new BellhopError('internal', 'The folder prisma/migrations is missing from this installation.')
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

async function findPending(client: PoolClient, migrations: Migration[]): Promise<Migration[]> {
  const applied = await readApplied(client)
  const halfway = applied.filter((one) => !one.finished && !one.rolledBack)
  if (halfway.length)
    throw new BellhopError(
      'conflict',
      `The migration ${halfway[0]?.name} failed earlier and blocks the next: mend the database, then delete its row in _prisma_migrations.`,
    )
  const done = new Map(applied.filter((one) => one.finished).map((one) => [one.name, one.checksum]))
  const edited = migrations.find((one) => done.has(one.name) && done.get(one.name) !== one.checksum)
  if (edited) throw new BellhopError('conflict', `The migration ${edited.name} was changed after it was applied.`)
  return migrations.filter((one) => !done.has(one.name))
}

async function readApplied(client: PoolClient): Promise<Applied[]> {
  const known = await client.query("select to_regclass('_prisma_migrations') is not null as known")
  if (!known.rows[0].known) {
    const tables = await client.query(
      "select count(*)::int as n from pg_class c join pg_namespace s on s.oid = c.relnamespace where s.nspname = current_schema() and c.relkind in ('r', 'p')",
    )
    if (tables.rows[0].n > 0)
      throw new BellhopError(
        'conflict',
        'The database is not empty and was not made by Bellhop: give it one of its own.',
      )
    await client.query(recordTable)
  }
  const found = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as finished, rolled_back_at is not null as "rolledBack"
     from _prisma_migrations order by started_at`,
  )
  return found.rows
}

/** The file and its record are one transaction: whatever interrupts it, it is done or was never begun. */
async function apply(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => undefined)
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new BellhopError('internal', `The migration ${name} failed: ${message}`, { cause })
  }
}
