// Questions to databases of others, kept by name, inside a transaction that already acts for their org.
import type { Sql } from '../sql.ts'
import { storable } from '../storable.ts'

export type SavedQuery = { name: string; source: string; sql: string; at: Date; who: string }

const columns = `q.name, q.source, q.sql, q.created_at as at, coalesce(p.name, 'a program') as who
  from saved_query q left join person p on p.id = q.person_id`

/** By name. */
export async function listSavedQueries(sql: Sql): Promise<SavedQuery[]> {
  return sql<SavedQuery>(`select ${columns} order by q.name`)
}

export type NewSavedQuery = { name: string; source: string; sql: string; person: string | null }

/** In the place of the one that has this name. */
export async function saveQuery(sql: Sql, org: string, { name, source, sql: text, person }: NewSavedQuery) {
  await sql(
    `insert into saved_query (org_id, name, source, sql, person_id) values ($1::uuid, $2, $3, $4, $5::uuid)
     on conflict (org_id, name) do update
       set source = excluded.source, sql = excluded.sql, person_id = excluded.person_id, created_at = now()`,
    [org, name, source, storable(text), person],
  )
}

/** False when there is none of that name. */
export async function deleteSavedQuery(sql: Sql, name: string): Promise<boolean> {
  return (await sql('delete from saved_query where name = $1 returning name', [name])).length > 0
}
