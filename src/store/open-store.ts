// Opens the database: PostgreSQL where a URL is given, else PGlite in the data directory. Everything above sees one Store.
import type { Pool } from 'pg'
import { refuseBypassingRole, refuseLostRole } from './check-role.ts'
import { asTenant, createInOrg, type InOrg } from './in-org.ts'
import { migrate } from './migrate.ts'
import { openSession, type Session } from './open-session.ts'
import { type OpenedSource, openSource, type StorePlace } from './open-source.ts'
import { openPool, type PoolOptions, type PoolSource } from './pools.ts'
import { type Sql, sqlOn, transaction } from './sql.ts'
import { createWake, type Wake } from './wake.ts'
import { whyNotAtServer, whyNotUsable } from './why-not-opened.ts'

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
  /** A connection by itself, which a server ends when nothing was asked on it for so long. */
  openSession(silentMs: number): Promise<Session>
  /** Connections for the queue, with its own schema first. */
  openQueuePool(max: number): Pool
  ping(): Promise<void>
  /** The embedded database as one file; undefined on a server. */
  dump(): Promise<Uint8Array | undefined>
  /** What was deleted also leaves the files, as far as the database lets us. */
  reclaim(): Promise<void>
  close(): Promise<void>
}

/** Opens what stands at a place, or finishes what `openSource` began. */
export async function openStore(place: StorePlace | Promise<OpenedSource>, options: OpenOptions = {}): Promise<Store> {
  const opened = await (place instanceof Promise ? place : openSource(place))
  const { source } = opened
  try {
    if (options.migrate !== false) await bringUpToDate(source, options)
    if (source.kind === 'postgres') await checkLogin(source)
  } catch (error) {
    await opened.close()
    throw source.kind === 'postgres' ? whyNotAtServer(source.url, error) : whyNotUsable(error)
  }
  return assemble(source, options.poolSize ?? 10, opened.close)
}

/** Whoever the platform's own statements run as. */
const role = 'bellhop_platform'

function assemble(source: PoolSource, size: number, closeSource: () => Promise<void>): Store {
  const isServer = source.kind === 'postgres'
  const platform = openPool(source, { max: size, role, pipeline: true })
  const urgent = openPool(source, { max: 2, role, urgent: true })
  const wakePool = isServer ? openPool(source, { max: 2, role }) : undefined
  const wake = createWake(wakePool)
  const org = createInOrg(platform)
  const lent: Pool[] = []
  const sessions = new Set<Session>()
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
    async openSession(silentMs) {
      const session = await openSession(source, { role, pipeline: true, silentMs })
      for (const one of sessions) if (one.isOver()) sessions.delete(one)
      sessions.add(session)
      return session
    },
    openQueuePool(max) {
      const pool = openPool(source, { max, role, searchPath: 'bullmq,public' } satisfies PoolOptions)
      lent.push(pool)
      return pool
    },
    ping: async () => void (await urgent.query('select 1')),
    reclaim: () => reclaim(source),
    dump: async () => (source.kind === 'embedded' ? source.session.dump() : undefined),
    async close() {
      await wake.close()
      await org.close()
      for (const session of sessions) session.end()
      const pools = new Set([platform, urgent, ...(wakePool ? [wakePool] : []), ...lent])
      await Promise.all([...pools].map((pool) => (pool.ended ? undefined : pool.end())))
      await closeSource()
    },
  }
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
  await look({}, refuseBypassingRole)
  await look({ role }, (sql) => refuseLostRole(sql, role))

  async function look(options: { role?: string }, check: (sql: Sql) => Promise<void>): Promise<void> {
    const pool = openPool(source, { max: 1, ...options })
    try {
      await check(sqlOn(pool))
    } finally {
      await pool.end()
    }
  }
}

const mostSegments = 20

/** Dead rows stand in the files until they are vacuumed, and in the write-ahead log until its segments are gone. */
async function reclaim(source: PoolSource): Promise<void> {
  const pool = openPool(source, { max: 1 })
  try {
    // A server does this by itself, in its own time; embedded, nobody else waits for the tables that are written anew.
    if (source.kind === 'postgres') return void (await pool.query('vacuum'))
    // One after the other, so that whoever waits is let in between.
    const { rows } = await pool.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information)'",
    )
    for (const { name } of rows) await pool.query(`vacuum full ${name}`)
    await pool.query('vacuum')
    // Segments that wait to be written again still hold what they held: each is moved on to, and then let go.
    const former = new Set(await segments(pool))
    for (let round = 0; round < mostSegments; round++) {
      // One exchange, because settings of a connection are its own no longer than that.
      await pool.query('set wal_recycle = off; select pg_switch_wal(); checkpoint; reset wal_recycle')
      if (!(await segments(pool)).some((name) => former.has(name))) break
    }
  } finally {
    await pool.end()
  }
}

async function segments(pool: Pool): Promise<string[]> {
  return (await pool.query<{ name: string }>('select name from pg_ls_waldir()')).rows.map(({ name }) => name)
}
