// The calls of a sender that are under way: one row says all of them, written before the first of them is made.
import type { HeldLease } from '../../ports/lease.ts'
import type { Sql } from '../sql.ts'

/** Of rows of the outbox: what is on its way already can no longer be taken back. */
export const isNotUnderWay = 'not exists (select from under_way where outbox.id = any(calls))'

const mine = 'select from lease where name = $1 and fence = $2::bigint and until > now() for share'

/** These, of what is under way, are about to begin; only the holder of the sending lease may. Returns the ids it may call. */
export async function writeUnderWay(
  sql: Sql,
  lease: HeldLease,
  beginning: string[],
  underWay: string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `with mine as (${mine}),
     written as (
       insert into under_way as u (lease, calls) select $1, $4::bigint[] from mine
       on conflict (lease) do update set calls = excluded.calls)
     select id from outbox where id = any($3::bigint[]) and state not in ('sent', 'failed') and exists (select from mine)`,
    [lease.name, lease.fence, beginning, underWay],
  )
  return rows.map((row) => row.id)
}

/** What another had under way when it lost the lease may have arrived. */
export async function doubtUnderWay(sql: Sql, lease: HeldLease): Promise<void> {
  await sql(
    `with mine as (${mine})
     update outbox set state = 'unknown', reason = 'whoever sent it did not say what became of it'
     where id = any((select calls from under_way where lease = $1)::bigint[]) and state not in ('unknown', 'sent', 'failed') and exists (select from mine)`,
    [lease.name, lease.fence],
  )
}
