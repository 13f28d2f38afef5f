// Lanes whose first event failed: nobody takes them before its pause is over.
import type { Sql } from '../sql.ts'

export async function restLanes(sql: Sql, resting: { lane: string; pauseMs: number }[]): Promise<void> {
  if (resting.length === 0) return
  await sql(
    `insert into resting_lane (lane, until)
     select lane, now() + make_interval(secs => pause / 1000.0) from unnest($1::text[], $2::int[]) as r (lane, pause) order by lane
     on conflict (lane) do update set until = excluded.until`,
    [resting.map((one) => one.lane), resting.map((one) => one.pauseMs)],
  )
}

/** Its first event was tried once more, and that was the end of it. */
export async function endRests(sql: Sql, lanes: string[]): Promise<void> {
  if (lanes.length > 0) await sql('delete from resting_lane where lane = any($1::text[])', [lanes])
}
