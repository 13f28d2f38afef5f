// The places a job queue can live in, each with what a test does to it from outside.
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { inject } from 'vitest'
import type { JobQueue } from '../../src/ports/job-queue.ts'
import { createJobQueue } from '../../src/queue/create-job-queue.ts'
import { prepareQueueSchema } from '../../src/queue/prepare-queue-schema.ts'
import type { QueueSettings } from '../../src/queue/queue-settings.ts'
import { Session } from '../../src/store/embedded/session.ts'
import { openPool, type PoolSource } from '../../src/store/pools.ts'

/** What another process needs to reach the same queue. */
export type QueueAddress =
  | { kind: 'pglite'; dataDir: string }
  | { kind: 'postgres'; url: string }
  | { kind: 'redis'; url: string; prefix: string }

export type QueuePlace = {
  /** A queue with connections of its own, as another process would have. */
  open(settings?: Partial<QueueSettings>): JobQueue
  /** Loses everything, as after an accident with the backend. */
  empty(): Promise<void>
  /** Breaks every connection that is open. */
  cut(): Promise<void>
  /** Lends the place to another process; it has this process's place back when it is called. */
  lend(): Promise<{ address: QueueAddress; takeBack(): Promise<void> }>
  close(): Promise<void>
}

export const swift: Partial<QueueSettings> = {
  lockMs: 1000,
  stalledMs: 300,
  cancelMs: 50,
  closeMs: 5000,
  graceMs: 100,
  answerMs: 10_000,
  retryMs: 50,
  idleMs: 1000,
}

export async function openPglite(): Promise<QueuePlace & { source: PoolSource }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bellhop-queue-'))
  const connections = new Set<ReturnType<Session['connect']>>()
  const openSession = async (loadFrom?: Uint8Array) => {
    const session = await Session.open({ dataDir, ...(loadFrom ? { loadFrom } : {}) })
    const connect = session.connect.bind(session)
    session.connect = (urgent) => {
      const connection = connect(urgent)
      connections.add(connection)
      return connection
    }
    return session
  }
  const source = { kind: 'embedded' as const, session: await openSession(readFileSync(inject('storeTemplate'))) }
  await prepare(source)
  return {
    source,
    ...placeOn(source),
    async cut() {
      for (const connection of connections) connection.destroy(new Error('cut'))
    },
    async lend() {
      await source.session.close()
      const takeBack = async () => {
        source.session = await openSession()
      }
      return { address: { kind: 'pglite', dataDir }, takeBack }
    },
    async close() {
      await source.session.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}

export async function openPostgres(serverUrl: string): Promise<QueuePlace> {
  const database = `queue_${randomUUID().replaceAll('-', '')}`
  await withClient(serverUrl, (client) => client.query(`create database ${database}`))
  const url = Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href
  const source: PoolSource = { kind: 'postgres', url }
  await withClient(url, (client) => client.query(createRole))
  await prepare(source)
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`
  return {
    ...placeOn(source),
    cut: () => withClient(url, async (client) => void (await client.query(terminate, [database]))),
    lend: async () => ({ address: { kind: 'postgres', url }, takeBack: async () => undefined }),
    close: () =>
      withClient(serverUrl, async (client) => void (await client.query(`drop database ${database} with (force)`))),
  }
}

export async function openRedis(url: string): Promise<QueuePlace> {
  const prefix = `queue-${randomUUID()}`
  const redis = new Redis(url)
  const empty = async () => {
    const keys = await redis.keys(`${prefix}*`)
    if (keys.length > 0) await redis.del(keys)
  }
  return {
    open: (settings) => createJobQueue({ kind: 'redis', url }, { ...swift, prefix, ...settings }),
    empty,
    async cut() {
      const clients = String(await redis.client('LIST')).split('\n')
      const ours = clients.filter((line) => line.includes(`name=${prefix}`)).map((line) => /id=(\d+)/.exec(line)?.[1])
      for (const id of ours) if (id) await redis.call('CLIENT', 'KILL', 'ID', id)
    },
    lend: async () => ({ address: { kind: 'redis', url, prefix }, takeBack: async () => undefined }),
    async close() {
      await empty()
      redis.disconnect()
    },
  }
}

export function queuePool(source: PoolSource): pg.Pool {
  return openPool(source, { max: 12, role: 'bellhop_platform', searchPath: 'bullmq,public' })
}

/** A server that was set up for Bellhop has the role already, and lets the test's login make none. */
const createRole = `do $$ begin
  if not exists (select from pg_roles where rolname = 'bellhop_platform') then create role bellhop_platform nologin; end if;
  exception when duplicate_object or unique_violation then null; end $$`

function placeOn(source: PoolSource): Pick<QueuePlace, 'open' | 'empty'> {
  return {
    open(settings) {
      const pool = queuePool(source)
      const queue = createJobQueue({ kind: 'postgres', pool }, { ...swift, ...settings })
      const close = async () => {
        await queue.close()
        if (!pool.ending) await pool.end()
      }
      return { ...queue, close }
    },
    async empty() {
      const pool = openPool(source, { max: 1 })
      const tables = `select string_agg(format('bullmq.%I', tablename), ', ') as names from pg_tables
        where schemaname = 'bullmq' and tablename <> 'migration'`
      const { rows } = await pool.query(tables)
      await pool.query(`truncate ${rows[0].names}`)
      await pool.end()
    },
  }
}

async function prepare(source: PoolSource): Promise<void> {
  const pool = openPool(source, { max: 1 })
  const client = await pool.connect()
  await prepareQueueSchema(client)
  client.release()
  await pool.end()
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
