// How many rows of a table some work reads, as the database itself counts them.
import type { Sql } from '../../src/store/sql.ts'

/** Inside a transaction, whose reading is counted apart from that of others. */
export async function rowsReadBy(sql: Sql, table: string, work: () => Promise<unknown>): Promise<number> {
  const before = await readSoFar(sql, table)
  await work()
  return (await readSoFar(sql, table)) - before
}

async function readSoFar(sql: Sql, table: string): Promise<number> {
  const [row] = await sql<{ read: number }>(
    'select (coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as read from pg_stat_xact_user_tables where relname = $1',
    [table],
  )
  return row?.read ?? 0
}
