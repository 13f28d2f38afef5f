// The tables and columns there are, as the database itself says: also those that nobody told us about.

import type { Sql } from '../sql.ts'
import { type Holding, personalColumns, type TableRule } from './personal-columns.ts'

export type Column = { name: string; type: string; holding: Holding; isUnique: boolean }

export type Table = {
  name: string
  columns: Column[]
  /** Reached inside one org, or as the platform. */
  isTenant: boolean
  rule: Pick<TableRule, 'dropsTraced' | 'isText' | 'inUse' | 'when'>
  /** How many blocks it takes, for whoever reads it a part at a time. */
  blocks: number
}

const kinds = ['text', 'character varying', 'uuid', 'bytea', 'json', 'jsonb', 'text[]']

type Row = { table: string; name: string; type: string; isUnique: boolean; isTenant: boolean; blocks: number }

/** A column that nobody classified may hold anything. */
export async function readCatalogue(sql: Sql): Promise<Table[]> {
  const rows = await sql<Row>(
    `select c.relname as "table", a.attname as name, format_type(a.atttypid, null) as type,
       not has_table_privilege('bellhop_platform', c.oid, 'UPDATE') as "isTenant", (pg_relation_size(c.oid) / 8192)::int as blocks,
       exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any(i.indkey)) as "isUnique"
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like '\\_prisma%'
       and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum`,
  )
  const tables = Map.groupBy(rows, (row) => row.table)
  return [...tables].map(([name, columns]) => {
    const rule = personalColumns[name]
    return {
      name,
      isTenant: columns[0]?.isTenant ?? true,
      blocks: columns[0]?.blocks ?? 0,
      rule: rule ?? {},
      columns: columns.map((column) => ({ ...column, holding: rule?.columns[column.name] ?? usual(column.type) })),
    }
  })
}

function usual(type: string): Holding {
  if (type === 'bytea') return 'bytes'
  return kinds.includes(type) && type !== 'uuid' ? 'text' : 'plain'
}
