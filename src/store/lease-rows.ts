// A right that one process holds at a time, with a fence that grows with each holder.
import type { HeldLease } from '../ports/lease.ts'
import type { Sql } from './sql.ts'

export async function takeLease(sql: Sql, name: string, owner: string, ms: number): Promise<HeldLease | undefined> {
  const [row] = await sql<HeldLease>(
    `insert into lease as held (name, owner, fence, until) values ($1, $2, nextval('fence_seq'), now() + make_interval(secs => $3 / 1000.0))
     on conflict (name) do update set owner = excluded.owner, fence = excluded.fence, until = excluded.until where held.until <= now()
     returning name, fence`,
    [name, owner, ms],
  )
  return row
}

export async function renewLease(sql: Sql, lease: HeldLease, ms: number): Promise<boolean> {
  const rows = await sql(
    `update lease set until = now() + make_interval(secs => $3 / 1000.0) where name = $1 and fence = $2::bigint and until > now() returning name`,
    [lease.name, lease.fence, ms],
  )
  return rows.length > 0
}

export async function giveUpLease(sql: Sql, lease: HeldLease): Promise<void> {
  await sql('delete from lease where name = $1 and fence = $2::bigint', [lease.name, lease.fence])
}

/** On a store that only one process can open, whoever held a lease before is gone. */
export async function forgetLeases(sql: Sql): Promise<void> {
  await sql('delete from lease')
}
