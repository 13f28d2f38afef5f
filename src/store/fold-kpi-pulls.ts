// What one saved query brought again and again: the newest and the one before it stay, so that the newest can be undone. Older ones
// are folded into that one, so that days a query no longer speaks of are kept, and yet imports do not pile up.
import type { Sql } from './sql.ts'

/** `id` is the import that counts from now on. */
export async function foldKpiPulls(sql: Sql, id: string): Promise<void> {
  const pulls = await sql<{ id: string; state: string }>(
    `select o.id, o.state from kpi_import o join kpi_import n on n.query = o.query and n.id = $1::uuid
     where o.id <> n.id and o.state in ('kept', 'undone') order by o.kept_at desc, o.id for update of o`,
    [id],
  )
  const [former, ...older] = pulls.filter(({ state }) => state === 'kept')
  // The newest first: what it says of a day counts before what older ones say.
  if (former) for (const one of older) await fold(sql, { from: one.id, into: former.id, newest: id })
  await sql('delete from kpi_import where id = any($1::uuid[])', [
    pulls.filter((one) => one !== former).map((one) => one.id),
  ])
}

/** What another import said of a day since then still counts: it is not put before it. The newest may yet be undone. */
async function fold(sql: Sql, { from, into, newest }: { from: string; into: string; newest: string }): Promise<void> {
  await sql(
    `update kpi_point p set import_id = $2::uuid from kpi_import f
     where p.import_id = $1::uuid and f.id = $1::uuid and not exists (
       select from kpi_point q join kpi_import i on i.id = q.import_id and i.state = 'kept' and i.kept_at >= f.kept_at
       where q.series_id = p.series_id and q.day = p.day and i.id not in (f.id, $3::uuid))`,
    [from, into, newest],
  )
  await sql(
    'update kpi_import set figures = (select count(*) from kpi_point where import_id = $1::uuid) where id = $1::uuid',
    [into],
  )
}
