// What one saved query brought again and again: the newest and the one before it stay, so that the newest can be undone. Older ones
// are folded into that one, so that days a query no longer speaks of are kept, and yet imports do not pile up.
import type { Sql } from '../sql.ts'

/** `id` is the import that counts from now on. */
export async function foldKpiPulls(sql: Sql, id: string): Promise<void> {
  const [former, ...older] = await sql<{ id: string }>(
    `select o.id from kpi_import o join kpi_import n on n.query = o.query and n.id = $1::uuid
     where o.id <> n.id and o.state = 'kept' order by o.kept_at desc, o.id for update of o`,
    [id],
  )
  // The newest first: what it says of a day counts before what older ones say.
  if (former) for (const one of older) await fold(sql, one.id, former.id)
}

/** What another import said of a day between the two stays before it, and may be undone: then it is left where it is. */
async function fold(sql: Sql, from: string, into: string): Promise<void> {
  await sql(
    `delete from kpi_point p using kpi_point q where p.import_id = $1::uuid and q.import_id = $2::uuid
       and q.series_id = p.series_id and q.day = p.day`,
    [from, into],
  )
  await sql(
    `update kpi_point p set import_id = t.id from kpi_import f, kpi_import t
     where p.import_id = f.id and f.id = $1::uuid and t.id = $2::uuid and not exists (
       select from kpi_point q join kpi_import i on i.id = q.import_id and i.state = 'kept'
       where q.series_id = p.series_id and q.day = p.day and i.id <> f.id and i.kept_at between f.kept_at and t.kept_at)`,
    [from, into],
  )
  await sql(
    `update kpi_import i set figures = (select count(*) from kpi_point p where p.import_id = i.id) where id = any($1::uuid[])`,
    [[from, into]],
  )
  await sql('delete from kpi_import where id = $1::uuid and figures = 0', [from])
}
