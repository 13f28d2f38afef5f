// A worker holds a lane, not an event: whoever holds it handles its events one after another. The fence grows with each holder.
import type { Sql } from '../sql.ts'

export type HeldLane = { lane: string; fence: string }
export type ClaimedLane = HeldLane & { head: string }

/** Takes up to `limit` lanes that have work and no holder, those that waited longest first; each with its first event. Those in hand are passed over, and what comes before `from`. */
export async function claimLanes(
  sql: Sql,
  owner: string,
  from: string,
  inHand: string[],
  limit: number,
  leaseMs: number,
): Promise<ClaimedLane[]> {
  return sql<ClaimedLane>(
    `insert into lane as held (lane, head, fence, owner, until)
     select lane, head, nextval('fence_seq'), $1, now() + make_interval(secs => $3 / 1000.0)
     from (select lane, min(id) as head from waiting_events($5::bigint, $4::text[], $2::int * 2) group by lane order by head limit $2) free
     order by lane
     on conflict (lane) do update set head = excluded.head, fence = excluded.fence, owner = excluded.owner, until = excluded.until
       where held.until <= now()
     returning lane, fence, head`,
    [owner, limit, leaseMs, inHand, from],
  )
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

/** Lets go of these lanes; returns those that were still held under the same fence. */
export async function releaseLanes(sql: Sql, held: HeldLane[]): Promise<string[]> {
  if (held.length === 0) return []
  const rows = await sql<{ lane: string }>(
    `delete from lane l using unnest($1::text[], $2::bigint[]) as mine (lane, fence) where l.lane = mine.lane and l.fence = mine.fence
     returning l.lane`,
    [held.map((one) => one.lane), held.map((one) => one.fence)],
  )
  return rows.map((row) => row.lane)
}

/** Nobody may take these lanes before their pause is over: their first event is tried again then. Returns those that were still held. */
export async function restLanes(sql: Sql, held: (HeldLane & { pauseMs: number })[]): Promise<string[]> {
  if (held.length === 0) return []
  const rows = await sql<{ lane: string }>(
    `update lane l set owner = '', until = now() + make_interval(secs => mine.pause / 1000.0)
     from unnest($1::text[], $2::bigint[], $3::int[]) as mine (lane, fence, pause) where l.lane = mine.lane and l.fence = mine.fence
     returning l.lane`,
    [held.map((one) => one.lane), held.map((one) => one.fence), held.map((one) => one.pauseMs)],
  )
  return rows.map((row) => row.lane)
}

/** What an owner that is gone for certain still held. */
export async function forgetOwners(sql: Sql): Promise<void> {
  await sql("delete from lane where owner <> ''")
}
