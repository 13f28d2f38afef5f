// Facts about this installation.
import type { Sql } from './sql.ts'

/** The fact as it was kept first; this value when nobody kept one before. */
export async function readOrSetFact(sql: Sql, name: string, value: string): Promise<string> {
  await sql('insert into instance (name, value) values ($1, $2) on conflict (name) do nothing', [name, value])
  const [row] = await sql<{ value: string }>('select value from instance where name = $1', [name])
  return row?.value ?? value
}

export async function readFact(sql: Sql, name: string): Promise<string | undefined> {
  const [row] = await sql<{ value: string }>('select value from instance where name = $1', [name])
  return row?.value
}

/** Unless somebody replaced it meanwhile. */
export async function replaceFact(sql: Sql, name: string, kept: string, value: string): Promise<void> {
  await sql('update instance set value = $3 where name = $1 and value = $2', [name, kept, value])
}
