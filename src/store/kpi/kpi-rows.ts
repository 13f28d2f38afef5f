// Figures by day, inside a transaction that already acts for their org. Of several imports for a day, the one kept last counts.
import { randomUUID } from 'node:crypto'
import type { Day } from '../../domain/days.ts'
import { type Aggregate, type Direction, type KpiPoint, type KpiSeries, keyOf } from '../../domain/kpi.ts'
import type { Sql } from '../sql.ts'
import { storable } from '../storable.ts'

const seen =
  "select 1 from kpi_point p join kpi_import i on i.id = p.import_id and i.state = 'kept' where p.series_id = s.id"
/** As long as the sample counts, whatever it says is the sample's. */
const columns = `id, name, unit, direction, aggregate, owner, target,
  (is_sample or exists (${seen} and i.is_sample)) as "isSample"`

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
       is_sample = case when $10 then not s.is_defined else s.is_sample and not $11 end, is_defined = s.is_defined or excluded.is_defined
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
