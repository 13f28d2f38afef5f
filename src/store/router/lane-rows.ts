// A worker holds a lane, not an event: whoever holds it handles its events one after another. The fence grows with each holder.
import type { Sql } from '../sql.ts'

export type HeldLane = { lane: string; fence: string }

/** Takes up to `limit` lanes that have work and no holder, those that waited longest first. */
export async function claimLanes(sql: Sql, owner: string, limit: number, leaseMs: number): Promise<HeldLane[]> {
  return sql<HeldLane>(
    `with scanned as (
       select i.id, i.lane from inbox i
       where i.state = 'new' and coalesce((select l.until <= now() from lane l where l.lane = i.lane), true)
       order by i.id limit $2 * 2),
     free as (select lane from scanned group by lane order by min(id) limit $2)
     insert into lane as held (lane, fence, owner, until)
     select lane, nextval('fence_seq'), $1, now() + make_interval(secs => $3 / 1000.0) from free order by lane
     on conflict (lane) do update set fence = excluded.fence, owner = excluded.owner, until = excluded.until where held.until <= now()
     returning lane, fence`,
    [owner, limit, leaseMs],
  )
}

/** Of these, the lanes still held under the same fence; they stay locked until the transaction ends. */
export async function lockHeld(sql: Sql, held: HeldLane[]): Promise<Set<string>> {
  const rows = await sql<{ lane: string }>(
    `select l.lane from lane l join unnest($1::text[], $2::bigint[]) as mine (lane, fence) on l.lane = mine.lane and l.fence = mine.fence
     order by l.lane for update of l`,
    [held.map((one) => one.lane), held.map((one) => one.fence)],
  )
  return new Set(rows.map((row) => row.lane))
}

/** Keeps what is still being worked on; what rests or was lost stays as it is. */
export async function keepLanes(sql: Sql, owner: string, held: HeldLane[], leaseMs: number): Promise<void> {
  if (held.length === 0) return
  await sql(
    `update lane l set until = now() + make_interval(secs => $4 / 1000.0)
     from unnest($1::text[], $2::bigint[]) as mine (lane, fence) where l.lane = mine.lane and l.fence = mine.fence and l.owner = $3`,
    [held.map((one) => one.lane), held.map((one) => one.fence), owner, leaseMs],
  )
}

export async function releaseLanes(sql: Sql, held: HeldLane[]): Promise<void> {
  if (held.length === 0) return
  await sql(
    `delete from lane l using unnest($1::text[], $2::bigint[]) as mine (lane, fence) where l.lane = mine.lane and l.fence = mine.fence`,
    [held.map((one) => one.lane), held.map((one) => one.fence)],
  )
}

/** Nobody may take these lanes before their pause is over: their first event is tried again then. */
export async function restLanes(sql: Sql, held: (HeldLane & { pauseMs: number })[]): Promise<void> {
  if (held.length === 0) return
  await sql(
    `update lane l set owner = '', until = now() + make_interval(secs => mine.pause / 1000.0)
     from unnest($1::text[], $2::bigint[], $3::int[]) as mine (lane, fence, pause) where l.lane = mine.lane and l.fence = mine.fence`,
    [held.map((one) => one.lane), held.map((one) => one.fence), held.map((one) => one.pauseMs)],
  )
}

/** What an owner that is gone for certain still held. */
export async function forgetOwners(sql: Sql): Promise<void> {
  await sql("delete from lane where owner <> ''")
}
