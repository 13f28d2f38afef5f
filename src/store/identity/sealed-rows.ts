// Sealed columns of any table, a batch at a time: which rows are not under the newest key, and putting what was sealed anew in their place.
import type { Sql } from '../sql.ts'

export type SealedTable = { table: string; key: string; column: string; only?: string }
export type SealedRow = { key: string; sealed: string }

/** In the order of their keys, beyond `after`. */
export function readNotUnder(
  sql: Sql,
  { table, key, column, only = 'true' }: SealedTable,
  newest: string,
  after: string,
  limit: number,
): Promise<SealedRow[]> {
  return sql<SealedRow>(
    `select ${key} as key, ${column} as sealed from ${table}
     where ${only} and ${column} is not null and not starts_with(${column}, $1) and (${key}) > $2 order by 1 limit $3::int`,
    [newest, after, limit],
  )
}

/** Rows that somebody changed meanwhile stay as they are: what they hold now is under the newest key already. */
export async function replaceSealed(
  sql: Sql,
  { table, key, column }: SealedTable,
  rows: (SealedRow & { fresh: string })[],
): Promise<void> {
  await sql(
    `update ${table} set ${column} = n.put from unnest($1::text[], $2::text[], $3::text[]) as n (at, was, put)
     where (${key}) = n.at and ${column} = n.was`,
    [rows.map((row) => row.key), rows.map((row) => row.sealed), rows.map((row) => row.fresh)],
  )
}

/** How many are sealed, and how many of them under the newest key. */
export async function countSealed(
  sql: Sql,
  { table, column, only = 'true' }: SealedTable,
  newest: string,
): Promise<{ all: number; newest: number }> {
  const [row] = await sql<{ all: number; newest: number }>(
    `select count(*)::int as all, (count(*) filter (where starts_with(${column}, $1)))::int as newest
     from ${table} where ${only} and ${column} is not null`,
    [newest],
  )
  return row ?? { all: 0, newest: 0 }
}
