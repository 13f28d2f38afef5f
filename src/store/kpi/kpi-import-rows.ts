// What came in: read, laid ready, kept or undone, inside a transaction that already acts for its org. Keeping and undoing are one changed word.
import type { Day } from '../../domain/days.ts'
import type { Sql } from '../sql.ts'
import { storable } from '../storable.ts'

/** `reading` is what is not in to its end: nobody can keep it. */
export type KpiImportState = 'reading' | 'staged' | 'kept' | 'undone'

export type KpiImport = {
  id: string
  name: string
  state: KpiImportState
  figures: number
  isSample: boolean
  at: Date
  who: string
}

export type NewKpiImport = {
  id: string
  name: string
  person: string | null
  isSample?: boolean
  /** The saved query it comes from. */
  query?: string | null
}

/** Begins anew where a crash left something of it, and lets go of what nobody kept for a week. False when it was decided about already. */
export async function beginKpiImport(
  sql: Sql,
  org: string,
  { id, name, person, isSample = false, query = null }: NewKpiImport,
): Promise<boolean> {
  await sql(
    `delete from kpi_import where state in ('reading', 'staged')
     and (id = $1::uuid or created_at < now() - interval '7 days')`,
    [id],
  )
  const begun = await sql(
    `insert into kpi_import (id, org_id, name, person_id, is_sample, query) values ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6)
     on conflict (id) do nothing returning id`,
    [id, org, storable(name), person, isSample, query],
  )
  return begun.length > 0
}

export type NewPoint = { series: string; day: Day; value: number }

/** Each series and day once. */
export async function addKpiPoints(sql: Sql, org: string, id: string, points: NewPoint[]): Promise<void> {
  await sql(
    `insert into kpi_point (org_id, series_id, day, import_id, value)
     select $1::uuid, series, day, $2::uuid, value from unnest($3::uuid[], $4::date[], $5::float8[]) given (series, day, value)
     on conflict (series_id, day, import_id) do update set value = excluded.value`,
    [...[org, id, points.map(({ series }) => series), points.map(({ day }) => day)], points.map(({ value }) => value)],
  )
  await sql('update kpi_import set figures = figures + $2 where id = $1::uuid', [id, points.length])
}

/** It is in to its end, with what was found of the units of its series. */
export async function finishKpiImport(sql: Sql, id: string, units: Map<string, string>): Promise<void> {
  await sql("update kpi_import set state = 'staged', units = $2 where id = $1::uuid and state = 'reading'", [
    id,
    storable(JSON.stringify(Object.fromEntries(units))),
  ])
}

/** False when it is not in one of those states, or no longer there: somebody else was faster. */
export async function moveKpiImport(
  sql: Sql,
  id: string,
  from: KpiImportState[],
  to: KpiImportState,
): Promise<boolean> {
  const moved = await sql(
    `update kpi_import set state = $3, kept_at = case when $3 = 'kept' then clock_timestamp() else kept_at end
     where id = $1::uuid and state = any($2::text[]) returning id`,
    [id, from, to],
  )
  return moved.length > 0
}

/**
 * From then on it counts, and its units where none were known. Real figures take the place of the sample's: with those goes what the
 * sample said of targets and owners.
 */
export async function keepKpiImport(sql: Sql, id: string): Promise<boolean> {
  if (!(await moveKpiImport(sql, id, ['staged', 'undone'], 'kept'))) return false
  await sql(
    `update kpi_import set state = 'undone' where state = 'kept' and is_sample
     and exists (select from kpi_import where id = $1::uuid and not is_sample)`,
    [id],
  )
  await sql(
    `update kpi_series s set unit = coalesce(i.units::jsonb ->> s.id::text, case when s.is_sample then '' else s.unit end),
       target = case when s.is_sample then null else s.target end, owner = case when s.is_sample then '' else s.owner end,
       is_sample = false
     from kpi_import i where i.id = $1::uuid and not i.is_sample and (s.is_sample or s.unit = '')
       and exists (select from kpi_point p where p.series_id = s.id and p.import_id = i.id)`,
    [id],
  )
  return true
}

/** Only what was not kept: what people saw stays to be seen again. False when there is none. */
export async function dropKpiImport(sql: Sql, id: string): Promise<boolean> {
  const its = await sql<{ series: string }>(
    'select distinct series_id as series from kpi_point where import_id = $1::uuid',
    [id],
  )
  const gone = await sql("delete from kpi_import where id = $1::uuid and state = 'staged' returning id", [id])
  // No others: somebody may be about to bring their first figures.
  await sql(
    `delete from kpi_series s where id = any($1::uuid[]) and not is_defined
     and not exists (select 1 from kpi_point where series_id = s.id)`,
    [its.map(({ series }) => series)],
  )
  return gone.length > 0
}

/** The newest first; of one, where an id or its beginning is given. */
export async function listKpiImports(sql: Sql, limit: number, id: string | null = null): Promise<KpiImport[]> {
  return sql<KpiImport>(
    `select i.id, i.name, i.state, i.figures, i.is_sample as "isSample", coalesce(i.kept_at, i.created_at) as at,
       coalesce(p.name, 'a program') as who
     from kpi_import i left join person p on p.id = i.person_id where $2::text is null or i.id::text like $2 || '%'
     order by coalesce(i.kept_at, i.created_at) desc, i.id limit $1`,
    [limit, id],
  )
}
