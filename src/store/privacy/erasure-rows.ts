// Who is being taken out of what we hold, and what is left of those who were: numbers. Platform rows.
import type { ReplyTo } from '../../domain/incoming.ts'
import type { Sql } from '../sql.ts'
import type { Traces } from './person-traces.ts'

/** `gone`: nobody knows them any more, and what came in meanwhile is looked for. */
export type ErasureState = 'asked' | 'gone' | 'done'

export type NewErasure = {
  id: string
  org: string
  person: string
  askedBy: string | null
  replyTo: ReplyTo | null
  leaveNames: boolean
  correlation: string
}

export type ErasureRow = NewErasure & {
  state: ErasureState
  traces: Traces | null
  goneAt: Date | null
  counts: Record<string, number>
}

const columns = `id, org_id as org, person_id as person, asked_by as "askedBy", reply_to as "replyTo", leave_names as "leaveNames",
  correlation, state, traces, gone_at as "goneAt", counts`

type Stored = Omit<ErasureRow, 'replyTo' | 'traces' | 'counts'> & {
  replyTo: string | null
  traces: string | null
  counts: string
}

/** False when that person is being taken out already. */
export async function insertErasure(sql: Sql, row: NewErasure): Promise<boolean> {
  const rows = await sql(
    `insert into erasure (id, org_id, person_id, asked_by, reply_to, leave_names, correlation)
     values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7) on conflict do nothing returning id`,
    [
      ...[row.id, row.org, row.person, row.askedBy, row.replyTo && JSON.stringify(row.replyTo)],
      ...[row.leaveNames, row.correlation],
    ],
  )
  return rows.length > 0
}

/** Those that are not done, the oldest first; who erases themselves is answered before. */
export async function listOpenErasures(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `select id from erasure e where state <> 'done' and (created_at < now() - interval '1 minute' or not exists (
       select from outbox o where o.correlation = e.correlation and o.state = 'waiting'))
     order by created_at, id limit 100`,
  )
  return rows.map(({ id }) => id)
}

export async function readErasure(sql: Sql, id: string): Promise<ErasureRow | undefined> {
  const [row] = await sql<Stored>(`select ${columns} from erasure where id = $1::uuid and state <> 'done'`, [id])
  return (
    row && {
      ...row,
      replyTo: row.replyTo ? (JSON.parse(row.replyTo) as ReplyTo) : null,
      traces: row.traces ? (JSON.parse(row.traces) as Traces) : null,
      counts: JSON.parse(row.counts) as Record<string, number>,
    }
  )
}

/** Whoever is slower than another process writes nothing into what is done. */
export async function keepTraces(sql: Sql, id: string, traces: Traces): Promise<void> {
  await sql("update erasure set traces = $2 where id = $1::uuid and state = 'asked'", [id, JSON.stringify(traces)])
}

export async function markGone(sql: Sql, id: string, counts: Record<string, number>): Promise<void> {
  await sql("update erasure set state = 'gone', gone_at = now(), counts = $2 where id = $1::uuid and state = 'asked'", [
    id,
    JSON.stringify(counts),
  ])
}

/** What pointed to them goes last. False when another process was faster. */
export async function endErasure(sql: Sql, id: string, counts: Record<string, number>): Promise<boolean> {
  const rows = await sql(
    `update erasure set state = 'done', settled_at = now(), counts = $2, person_id = null, reply_to = null, traces = null
     where id = $1::uuid and state = 'gone' returning id`,
    [id, JSON.stringify(counts)],
  )
  return rows.length > 0
}

export type ErasureRecord = { id: string; state: ErasureState; at: Date; counts: Record<string, number> }

/** The newest first. */
export async function listErasures(sql: Sql, org: string, limit: number): Promise<ErasureRecord[]> {
  const rows = await sql<Omit<ErasureRecord, 'counts'> & { counts: string }>(
    'select id, state, created_at as at, counts from erasure where org_id = $1::uuid order by created_at desc, id limit $2',
    [org, limit],
  )
  return rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) as Record<string, number> }))
}
