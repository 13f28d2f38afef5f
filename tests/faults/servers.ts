// What can go wrong with the servers behind Bellhop, done to the test run's own containers.
import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import pg from 'pg'

const run = promisify(execFile)

export async function restartDatabase(): Promise<void> {
  await docker('restart', '--time', '1', containerOf('TEST_DATABASE_CONTAINER'))
}

/** Ends every connection but our own, as a failover or an impatient administrator would. */
export async function breakConnections(): Promise<void> {
  const client = await connect()
  try {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = current_user',
    )
  } finally {
    await client.end()
  }
}

/** A server that was restarted a moment ago refuses connections while it starts up. */
async function connect(): Promise<pg.Client> {
  for (const end = Date.now() + 30_000; ; await pause(100)) {
    const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL })
    client.on('error', () => undefined)
    const problem = await client.connect().catch((error: unknown) => error)
    if (problem === undefined || problem === client) return client
    if (Date.now() > end) throw problem
  }
}

export async function emptyValkey(): Promise<void> {
  const redis = new Redis(process.env.TEST_REDIS_URL ?? '')
  await redis.flushall()
  redis.disconnect()
}

/** Killed, not stopped, and started again with nothing in it. */
export async function restartValkey(): Promise<void> {
  const id = containerOf('TEST_REDIS_CONTAINER')
  await emptyValkey()
  await docker('kill', id)
  await docker('start', id)
}

function containerOf(variable: string): string {
  const id = process.env[variable]
  if (!id) throw new Error(`${variable} is not set: run this through npm run test:faults`)
  return id
}

async function docker(...args: string[]): Promise<void> {
  await run('docker', args)
}
