// A database of its own on the server that TEST_DATABASE_URL names, empty, owned by the login in that URL.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

export const databaseUrl = process.env.TEST_DATABASE_URL
export const redisUrl = process.env.TEST_REDIS_URL

export type FreshDatabase = { url: string; drop: () => Promise<void> }

export async function freshDatabase(): Promise<FreshDatabase> {
  if (!databaseUrl) throw new Error('TEST_DATABASE_URL is not set: run this through npm run test:services')
  const name = `bellhop_test_${randomUUID().replaceAll('-', '')}`
  await onServer(databaseUrl, `create database ${name}`)
  const url = new URL(databaseUrl)
  url.pathname = name
  return { url: url.href, drop: () => drop(databaseUrl, name) }
}

const denied = '42501'

/** The server's own vacuum may be at work in it; a login that is no superuser may not end that, and it soon ends by itself. */
async function drop(url: string, name: string): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;)
    try {
      return await onServer(url, `drop database if exists ${name} with (force)`)
    } catch (error) {
      if ((error as { code?: string }).code !== denied || Date.now() > deadline) throw error
      await pause(100)
    }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
