// What an org has set, by name, inside a transaction that already acts for it.
import type { Sql } from './sql.ts'

export async function readSetting(sql: Sql, name: string): Promise<string | undefined> {
  const [row] = await sql<{ value: string }>('select value from setting where name = $1', [name])
  return row?.value
}

/** The same, and whoever else asks so waits until this transaction ends. */
export async function lockSetting(sql: Sql, name: string): Promise<string | undefined> {
  const [row] = await sql<{ value: string }>('select value from setting where name = $1 for update', [name])
  return row?.value
}

export async function saveSetting(sql: Sql, org: string, name: string, value: string): Promise<void> {
  await sql(
    `insert into setting (org_id, name, value, updated_at) values ($1::uuid, $2, $3, now())
     on conflict (org_id, name) do update set value = excluded.value, updated_at = now()`,
    [org, name, value],
  )
}

/** Every setting whose name begins like this. */
export async function readSettings(sql: Sql, start: string): Promise<{ name: string; value: string }[]> {
  return sql('select name, value from setting where starts_with(name, $1) order by name', [start])
}

/** False when there was none. */
export async function deleteSetting(sql: Sql, name: string): Promise<boolean> {
  const rows = await sql('delete from setting where name = $1 returning name', [name])
  return rows.length > 0
}
