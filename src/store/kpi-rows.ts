// Figures by day, inside a transaction that already acts for their org. Of several imports for a day, the one kept last counts.
import { randomUUID } from 'node:crypto'
import type { Day } from '../domain/days.ts'
import { type Aggregate, type Direction, type KpiPoint, type KpiSeries, keyOf } from '../domain/kpi.ts'
import type { Sql } from './sql.ts'
import { storable } from './storable.ts'

const seen =
  "select 1 from kpi_point p join kpi_import i on i.id = p.import_id and i.state = 'kept' where p.series_id = s.id"
const columns = 'id, name, unit, direction, aggregate, owner, target, is_sample as "isSample"'

/** Those that have figures or were defined. */
export async function listKpiSeries(sql: Sql): Promise<KpiSeries[]> {
  return sql<KpiSeries>(`select ${columns} from kpi_series s where is_defined or exists (${seen}) order by key`)
}

export async function readKpiPoints(sql: Sql, ids: string[], from: Day, to: Day): Promise<Map<string, KpiPoint[]>> {
  const rows = await sql<KpiPoint & { series: string }>(
    `select distinct on (p.series_id, p.day) p.series_id as series, p.day::text as day, p.value
     from kpi_point p join kpi_import i on i.id = p.import_id and i.state = 'kept'
     where p.series_id = any($1::uuid[]) and p.day between $2::date and $3::date
     order by p.series_id, p.day, i.kept_at desc, i.id`,
    [ids, from, to],
  )
  const found = new Map<string, KpiPoint[]>()
  for (const { series, day, value } of rows) {
    const points = found.get(series)
    if (points) points.push({ day, value })
    else found.set(series, [{ day, value }])
  }
  return found
}

export type SeriesTraits = {
  name: string
  unit?: string | undefined
  direction?: Direction | undefined
  aggregate?: Aggregate | undefined
  owner?: string | undefined
  target?: number | null | undefined
  isSample?: boolean
  isDefined?: boolean
}

/** Makes it or changes what is told of it; gives its id. */
export async function saveKpiSeries(sql: Sql, org: string, traits: SeriesTraits): Promise<string> {
  const { name, unit, direction, aggregate, owner, target, isSample = false, isDefined = false } = traits
  const [row] = await sql<{ id: string }>(
    `insert into kpi_series as s (id, org_id, key, name, unit, direction, aggregate, owner, target, is_sample, is_defined)
     values ($1::uuid, $2::uuid, $3, $4, coalesce($5, ''), coalesce($6, 'up'), coalesce($7, 'sum'), coalesce($8, ''), $9::float8, $10, $11)
     on conflict (org_id, key) do update set
       name = case when excluded.is_defined then excluded.name else s.name end,
       unit = coalesce($5, s.unit), direction = coalesce($6, s.direction), aggregate = coalesce($7, s.aggregate),
       owner = coalesce($8, s.owner), target = case when $12 then $9::float8 else s.target end,
       is_sample = s.is_sample and excluded.is_sample, is_defined = s.is_defined or excluded.is_defined
     returning id`,
    [
      ...[randomUUID(), org, keyOf(name), storable(name), unit ?? null, direction ?? null, aggregate ?? null],
      ...[owner === undefined ? null : storable(owner), target ?? null, isSample, isDefined, target !== undefined],
    ],
  )
  return row?.id ?? ''
}

/** False when there is none of that name. Its figures go with it. */
export async function deleteKpiSeries(sql: Sql, id: string): Promise<boolean> {
  return (await sql('delete from kpi_series where id = $1::uuid returning id', [id])).length > 0
}

export type KpiImport = {
  id: string
  name: string
  state: 'staged' | 'kept' | 'undone'
  figures: number
  at: Date
  who: string
}

/** Begins anew where a crash left something of it, and lets go of what nobody kept for a week. */
export async function beginKpiImport(
  sql: Sql,
  org: string,
  { id, name, person }: { id: string; name: string; person: string | null },
): Promise<void> {
  await sql(
    "delete from kpi_import where state = 'staged' and (id = $1::uuid or created_at < now() - interval '7 days')",
    [id],
  )
  await sql('insert into kpi_import (id, org_id, name, person_id) values ($1::uuid, $2::uuid, $3, $4::uuid)', [
    ...[id, org, storable(name), person],
  ])
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

/** From one state to another, once: undefined when it is not in that state, or no longer there. */
export async function moveKpiImport(
  sql: Sql,
  id: string,
  from: KpiImport['state'][],
  to: KpiImport['state'],
): Promise<{ name: string; figures: number } | undefined> {
  const [moved] = await sql<{ name: string; figures: number }>(
    `update kpi_import set state = $3, kept_at = case when $3 = 'kept' then clock_timestamp() else kept_at end
     where id = $1::uuid and state = any($2::text[]) returning name, figures`,
    [id, from, to],
  )
  return moved
}

/** Only what was not kept: what people saw stays to be seen again. False when there is none. */
export async function dropKpiImport(sql: Sql, id: string): Promise<boolean> {
  const gone = await sql("delete from kpi_import where id = $1::uuid and state = 'staged' returning id", [id])
  await sql(
    'delete from kpi_series s where not is_defined and not exists (select 1 from kpi_point where series_id = s.id)',
  )
  return gone.length > 0
}

/** The newest first. */
export async function listKpiImports(sql: Sql, limit: number): Promise<KpiImport[]> {
  return sql<KpiImport>(
    `select i.id, i.name, i.state, i.figures, coalesce(i.kept_at, i.created_at) as at, coalesce(p.name, 'a program') as who
     from kpi_import i left join person p on p.id = i.person_id order by coalesce(i.kept_at, i.created_at) desc, i.id limit $1`,
    [limit],
  )
}
