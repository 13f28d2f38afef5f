// What somebody did before, for the detectors; inside a transaction that already acts for the org. Times in milliseconds.
import type { Sql } from '../sql.ts'

export type Past = { who: string; at: number; account: string | null; correlation: string }

const past = `coalesce(person_id::text, account) as who, (extract(epoch from e.at) * 1000)::float8 as at, account, correlation`
const when = `org_id = $1::uuid and e.at > to_timestamp($2::float8 / 1000) and e.at <= to_timestamp($3::float8 / 1000)`

/** Nobody is asked about more than this: whoever reaches it is past every threshold. */
const most = 5_000

/** `who` are ids of people, or accounts of those who are none here; left out, everybody's. */
export function readRefusals(
  sql: Sql,
  org: string,
  who: string[] | undefined,
  from: number,
  to: number,
  actPrefix = '',
): Promise<Past[]> {
  return sql<Past>(
    `select * from (select ${past}, id from audit_entry e where ${when} and not allowed
       and ($4::text[] is null or coalesce(person_id::text, account) = any($4::text[])) and starts_with(act, $5)
     order by e.at desc, id desc limit ${most}) newest order by at, id`,
    [org, from, to, who ?? null, actPrefix],
  )
}

/** When each person last acted by each of their accounts, since then. */
export function readLastActs(
  sql: Sql,
  org: string,
  since: number,
): Promise<{ person: string; account: string; at: number }[]> {
  return sql(
    `select person_id as person, account, (extract(epoch from max(e.at)) * 1000)::float8 as at from audit_entry e
     where org_id = $1::uuid and e.at > to_timestamp($2::float8 / 1000) and person_id is not null and account is not null
     group by person_id, account`,
    [org, since],
  )
}

/** What these people did, by whatever account. */
export function readActs(sql: Sql, org: string, people: string[], from: number, to: number): Promise<Past[]> {
  return sql<Past>(
    `select * from (select ${past}, id from audit_entry e where ${when} and person_id in (select unnest($4::uuid[])) and account is not null
     order by e.at desc, id desc limit ${most}) newest order by at, id`,
    [org, from, to, people],
  )
}
