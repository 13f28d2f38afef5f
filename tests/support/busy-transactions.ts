// Transactions that keep the embedded database busy beside whatever is tested: they commit, roll back, fail, take other
// roles and pause, round after round.
import { openPool, type PoolSource } from '../../src/store/pools.ts'

export type BusyTransactions = {
  /** Ends the rounds; tells which notes were committed, and which the table holds. */
  stop(): Promise<{ committed: number[]; stored: number[] }>
}

export async function startBusyTransactions(source: PoolSource): Promise<BusyTransactions> {
  const pool = openPool(source, { max: 4 })
  await pool.query('create table if not exists busy_note (n int primary key)')
  await pool.query('grant insert on busy_note to bellhop_tenant, bellhop_platform')
  const committed: number[] = []
  let next = 0
  let stopped = false
  const round = async (n: number) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query(
        n % 2 ? 'set local role bellhop_tenant' : `select set_config('role', 'bellhop_platform', true)`,
      )
      await client.query('insert into busy_note values ($1)', [n])
      if (n % 5 === 0) await new Promise(setImmediate)
      if (n % 3 === 0) await client.query('select 1 / 0')
      await client.query(n % 4 === 0 ? 'rollback' : 'commit')
      if (n % 4 !== 0) committed.push(n)
      client.release()
    } catch {
      client.release(true)
    }
  }
  const worker = async () => {
    while (!stopped) {
      await round(next++).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  const workers = Promise.all(Array.from({ length: 4 }, worker))
  return {
    async stop() {
      stopped = true
      await workers
      const { rows } = await pool.query<{ n: number }>('select n from busy_note order by n')
      await pool.end()
      return { committed: committed.toSorted((a, b) => a - b), stored: rows.map(({ n }) => n) }
    },
  }
}
