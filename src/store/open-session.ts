// One connection by itself, for whoever holds locks on it.
import { openPool, type PoolOptions, type PoolSource } from './pools.ts'
import { type Sql, sqlOn } from './sql.ts'

export type Session = {
  sql: Sql
  /** Ended by us, by the server, or because the connection broke. */
  isOver(): boolean
  end(): void
}

export async function openSession(source: PoolSource, options: Omit<PoolOptions, 'max'>): Promise<Session> {
  const pool = openPool(source, { ...options, max: 1 })
  const client = await pool.connect().catch(async (error) => {
    await pool.end()
    throw error
  })
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    client.release(true)
    void pool.end()
  }
  client.on('error', end)
  client.on('end', end)
  return { sql: sqlOn(client), isOver: () => isOver, end }
}
