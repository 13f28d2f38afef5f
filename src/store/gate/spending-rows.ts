// What was spent of each day's quotas, by person and by org.
import type { SpendKind } from '../../domain/policy.ts'
import type { Sql } from '../sql.ts'

/** `who` is a person (or an account nobody knows the person of); '' is everybody of the org. */
export type Spent = { kind: SpendKind; who: string; amount: number }

export async function readSpent(sql: Sql, org: string, day: string, who: string[]): Promise<Spent[]> {
  return sql<Spent>(
    'select kind, who, amount from spending where org = $1::uuid and day = $2 and who = any($3::text[])',
    [org, day, who],
  )
}

/** Adds to all of these and gives what each has come to. Always in one order, so that two never wait for each other. */
export async function addSpent(sql: Sql, org: string, day: string, spent: Spent[]): Promise<Spent[]> {
  const sorted = [...spent].sort((a, b) => (`${a.kind} ${a.who}` < `${b.kind} ${b.who}` ? -1 : 1))
  return sql<Spent>(
    `insert into spending as s (org, day, kind, who, amount)
     select $1::uuid, $2, n.kind, n.who, n.amount from unnest($3::text[], $4::text[], $5::float8[]) as n (kind, who, amount)
     on conflict (org, day, kind, who) do update set amount = s.amount + excluded.amount returning kind, who, amount`,
    [org, day, sorted.map((one) => one.kind), sorted.map((one) => one.who), sorted.map((one) => one.amount)],
  )
}

export async function purgeSpending(sql: Sql, days: number, batch = 1000): Promise<number> {
  const rows = await sql(
    `delete from spending where ctid in (select ctid from spending where created_at < now() - make_interval(days => $1) limit $2) returning kind`,
    [days, batch],
  )
  return rows.length
}
