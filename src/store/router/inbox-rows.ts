// The inbox: every event as it arrived, written in groups before it is acknowledged.
import type { Arrival, StoredArrival } from '../../domain/arrival.ts'
import type { Platform } from '../../domain/incoming.ts'
import type { Sql } from '../sql.ts'

/** Stores what is new and gives each key it stored its id; a key that was there before is not among them. */
export async function insertArrivals(sql: Sql, arrivals: Arrival[]): Promise<Map<string, string>> {
  const column = <K extends keyof Arrival>(name: K) => arrivals.map((arrival) => arrival[name])
  const lengths = arrivals.map((arrival) => arrival.body.length)
  // Bodies travel as one run of bytes: an array of them would be written as text, twice the size.
  const stored = await sql<{ key: string; id: string }>(
    `insert into inbox (key, platform, workspace, lane, is_control, content_type, body)
     select key, platform, workspace, lane, is_control, content_type, substring($9::bytea from start for length)
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::text[], $7::int[], $8::int[])
       as arrived (key, platform, workspace, lane, is_control, content_type, start, length)
     on conflict (key) do nothing returning key, id`,
    [
      column('key'),
      column('platform'),
      column('workspace'),
      column('lane'),
      column('isControl'),
      column('contentType'),
      startsOf(lengths),
      lengths,
      Buffer.concat(column('body')),
    ],
  )
  return new Map(stored.map((row) => [row.key, row.id]))
}

/** Where each begins, counted from one as SQL does. */
function startsOf(lengths: number[]): number[] {
  let start = 1
  return lengths.map((length) => {
    start += length
    return start - length
  })
}

/** Of what nobody settled yet the first; where there is none, the last of all. */
export async function readFirstNew(sql: Sql): Promise<string> {
  const [row] = await sql<{ id: string }>(
    `select coalesce((select id from inbox where state = 'new' order by id limit 1), (select max(id) from inbox), 0) as id`,
  )
  return row?.id ?? '0'
}

/** Without what it says. */
export type InboxRow = {
  id: string
  key: string
  platform: Platform
  workspace: string
  lane: string
  is_control: boolean
  content_type: string
  attempt: number
  received_at: Date
}

export async function readBodies(sql: Sql, ids: string[]): Promise<Map<string, Uint8Array>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<{ id: string; body: Buffer }>('select id, body from inbox where id = any($1::bigint[])', [ids])
  return new Map(rows.map((row) => [row.id, row.body]))
}

export type Parked = {
  id: string
  key: string
  platform: string
  attempt: number
  reference: string
  reason: string
  receivedAt: Date
}

export async function listParked(sql: Sql, workspaces: string[], limit: number): Promise<Parked[]> {
  return sql<Parked>(
    `select id, key, platform, attempt, coalesce(reference, '') as reference, coalesce(reason, '') as reason, received_at as "receivedAt"
     from inbox where state = 'parked' and workspace = any($1::text[]) order by id desc limit $2`,
    [workspaces, limit],
  )
}

/** Puts a parked event back at its place in its lane. */
export async function replayParked(sql: Sql, workspaces: string[], id: string): Promise<boolean> {
  const rows = await sql(
    `update inbox set state = 'new', attempt = 0, reason = null, settled_at = null
     where id = $1::bigint and state = 'parked' and body <> '' and workspace = any($2::text[]) returning id`,
    [id, workspaces],
  )
  return rows.length > 0
}

export async function dropParked(sql: Sql, workspaces: string[], id: string): Promise<boolean> {
  const rows = await sql(
    `update inbox set state = 'dropped', settled_at = now()
     where id = $1::bigint and state = 'parked' and workspace = any($2::text[]) returning id`,
    [id, workspaces],
  )
  return rows.length > 0
}

/** Forgets settled events older than so many days, a batch at a time; returns how many. */
export async function purgeInbox(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    `delete from inbox where id in (
       select id from inbox where state in ('done', 'dropped') and settled_at < now() - make_interval(days => $1)
         and received_at < now() - make_interval(days => $1) order by id limit $2) returning id`,
    [days, batch],
  )
  return rows.length
}

/** `besides` is the key of the event that asks. */
export async function countInbox(sql: Sql, besides?: string): Promise<{ waiting: number; parked: number }> {
  const [row] = await sql<{ waiting: number; parked: number }>(
    `select (select count(*)::int from inbox where state = 'new' and key is distinct from $1) as waiting,
            (select count(*)::int from inbox where state = 'parked') as parked`,
    [besides ?? null],
  )
  return row ?? { waiting: 0, parked: 0 }
}

export function toArrival(row: InboxRow): Omit<StoredArrival, 'body'> {
  return {
    id: String(row.id),
    key: row.key,
    platform: row.platform,
    workspace: row.workspace,
    lane: row.lane,
    isControl: row.is_control,
    contentType: row.content_type,
    attempt: row.attempt,
    receivedAt: row.received_at.getTime(),
  }
}
