// Calls within a sliding stretch of time, counted for all processes together: one row and one statement for each count.
import type { Sql } from '../sql.ts'

/** A window is counted in as many parts; one more is kept, so that a call is forgotten too late rather than too early. */
export const partsOfWindow = 6

/**
 * Counts as many of `wanted` calls as the limit leaves room for. Its array begins with the newest part; as time goes on,
 * empty parts are put before it and what is too old falls off its end.
 */
export async function countCalls(
  sql: Sql,
  call: { key: string; part: number; wanted: number; limit: number },
): Promise<{ taken: number; used: number }> {
  const [row] = await sql<{ taken: number; used: number }>(
    `insert into call_window as w (key, slot, counts, taken)
     values ($1, $2::bigint, array[least($3::int, $4::int), 0, 0, 0, 0, 0, 0], least($3::int, $4::int))
     on conflict (key) do update set (slot, counts, taken, created_at) = (
       select s.slot, array[s.c[1] + t.n] || s.c[2:7], t.n, now()
       from (select greatest(w.slot, excluded.slot) as slot,
         (array_fill(0, array[least(greatest(excluded.slot - w.slot, 0), 7)::int]) || w.counts)[1:7] as c) s,
       lateral (select greatest(0, least($3::int, $4::int - (select sum(n) from unnest(s.c) n)))::int as n) t)
     returning taken, (select sum(n) from unnest(counts) n)::int as used`,
    [call.key, Math.floor(call.part), call.wanted, call.limit],
  )
  return row ?? { taken: 0, used: call.limit }
}

export async function purgeCallWindows(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    'delete from call_window where key in (select key from call_window where created_at < now() - make_interval(days => $1) limit $2) returning key',
    [days, batch],
  )
  return rows.length
}
