// Opens the database: PostgreSQL where a URL is given, else PGlite in the data directory. Everything above sees one Store.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { refuseBypassingRole } from './check-role.ts'
import { Session } from './embedded/session.ts'
import { asTenant, createInOrg, type InOrg } from './in-org.ts'
import { lockDataDir } from './lock-data-dir.ts'
import { migrate } from './migrate.ts'
import { openPool, type PoolOptions, type PoolSource } from './pools.ts'
import { type Sql, sqlOn, transaction } from './sql.ts'
import { createWake, type Wake } from './wake.ts'

export type StorePlace = { databaseUrl: string } | { dataDir: string } | { memory: true; loadFrom?: Uint8Array }

export type OpenOptions = {
  /** Also brings the schema up to date, and lets others who keep tables in this database do so. */
  prepare?: (client: { query(text: string, values?: unknown[]): Promise<unknown> }) => Promise<void>
  migrate?: boolean
  poolSize?: number
}

export type Store = {
  kind: 'embedded' | 'postgres'
  /** The platform's own tables. */
  sql: Sql
  /** The same, ahead of everything that waits on the embedded database: for what people wait for. */
  urgent: Sql
  transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** One org's rows, and nothing else. */
  inOrg: InOrg
  /** The same in plain SQL, for what is done for many people at once. */
  inOrgSql<T>(org: string, work: (sql: Sql) => Promise<T>): Promise<T>
  wake: Wake
  /** Connections for the queue, with its own schema first. */
  openQueuePool(max: number): Pool
  ping(): Promise<void>
  /** The embedded database as one file; undefined on a server. */
  dump(): Promise<Uint8Array | undefined>
  close(): Promise<void>
}

export async function openStore(place: StorePlace, options: OpenOptions = {}): Promise<Store> {
  const opened = await openSource(place)
  const { source } = opened
  try {
    if (options.migrate !== false) await bringUpToDate(source, options)
    if (source.kind === 'postgres') await checkLogin(source)
  } catch (error) {
    await opened.close()
    throw error
  }
  return assemble(source, options.poolSize ?? 10, opened.close)
}

function assemble(source: PoolSource, size: number, closeSource: () => Promise<void>): Store {
  const role = 'bellhop_platform'
  const platform = openPool(source, { max: size, role })
  const urgent = source.kind === 'postgres' ? platform : openPool(source, { max: 2, role, urgent: true })
  const wakePool = source.kind === 'postgres' ? openPool(source, { max: 2, role }) : undefined
  const wake = createWake(wakePool)
  const org = createInOrg(platform)
  const lent: Pool[] = []
  return {
    kind: source.kind,
    sql: sqlOn(platform),
    urgent: sqlOn(urgent),
    transact: (work) => transaction(platform, work),
    inOrg: org.inOrg,
    inOrgSql: (id, work) =>
      transaction(platform, async (sql) => {
        await sql(asTenant, [id])
        return work(sql)
      }),
    wake,
    openQueuePool(max) {
      const pool = openPool(source, { max, role, searchPath: 'bullmq,public' } satisfies PoolOptions)
      lent.push(pool)
      return pool
    },
    ping: async () => void (await urgent.query('select 1')),
    dump: async () => (source.kind === 'embedded' ? source.session.dump() : undefined),
    async close() {
      await wake.close()
      await org.close()
      const pools = new Set([platform, urgent, ...(wakePool ? [wakePool] : []), ...lent])
      await Promise.all([...pools].map((pool) => (pool.ended ? undefined : pool.end())))
      await closeSource()
    },
  }
}

async function openSource(place: StorePlace): Promise<{ source: PoolSource; close: () => Promise<void> }> {
  if ('databaseUrl' in place)
    return { source: { kind: 'postgres', url: place.databaseUrl }, close: async () => undefined }
  if ('memory' in place) {
    const session = await Session.open({
      dataDir: 'memory://',
      ...(place.loadFrom ? { loadFrom: place.loadFrom } : {}),
    })
    return { source: { kind: 'embedded', session }, close: () => session.close() }
  }
  const unlock = await lockDataDir(place.dataDir)
  const folder = join(place.dataDir, 'pg')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const session = await Session.open({ dataDir: folder })
  const close = async () => {
    await session.close()
    await unlock()
  }
  return { source: { kind: 'embedded', session }, close }
}

async function bringUpToDate(source: PoolSource, options: OpenOptions): Promise<void> {
  const pool = openPool(source, { max: 1 })
  try {
    const client = await pool.connect()
    try {
      await migrate(client)
      await options.prepare?.(client)
    } finally {
      client.release()
    }
  } finally {
    await pool.end()
  }
}

async function checkLogin(source: PoolSource): Promise<void> {
  const pool = openPool(source, { max: 1 })
  try {
    await refuseBypassingRole(sqlOn(pool))
  } finally {
    await pool.end()
  }
}
