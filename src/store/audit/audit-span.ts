// A span of an org's chain as the detectors see it: not every entry, but who acted by which account, and what stands out.
import type { Sql } from '../sql.ts'
import { type AuditFacts, without } from './audit-rows.ts'

/** What somebody did by one account, and when for the first and the last time. */
export type Acts = { person: string | null; account: string | null; first: number; last: number }

export type Span = {
  after: number
  /** The number of its last entry. */
  to: number
  /** The hashes of the entry before it and of its last. */
  before: string | undefined
  end: string | undefined
  acts: Acts[]
}

export type Notable = Pick<AuditFacts, 'at' | 'person' | 'account' | 'place' | 'act' | 'allowed' | 'correlation'>

/** At most so many entries; empty only where there are none up to `upTo`. */
export async function readSpan(sql: Sql, org: string, after: number, upTo: number, limit: number): Promise<Span> {
  const acts = await without<Acts & { seq: number }>(
    sql,
    ['sort', 'seqscan'],
    `select person_id as person, account, ${ms('min(at)')} as first, ${ms('max(at)')} as last, max(seq)::float8 as seq
     from (select person_id, account, at, seq from audit_entry
       where org_id = $1::uuid and seq > $2::bigint and seq <= $3::bigint order by seq limit $4) span
     group by person_id, account`,
    [org, after, upTo, limit],
  )
  const to = acts.length === 0 ? upTo : Math.max(...acts.map((one) => one.seq))
  const [before, end] = await Promise.all([readHash(sql, org, after), readHash(sql, org, to)])
  return { after, to, before, end, acts }
}

async function readHash(sql: Sql, org: string, seq: number): Promise<string | undefined> {
  const [row] = await without<{ hash: string }>(
    sql,
    ['sort', 'seqscan'],
    `select hash from audit_entry where org_id = $1::uuid and seq >= $2::bigint and seq <= $2::bigint order by seq`,
    [org, seq],
  )
  return row?.hash
}

/** What was refused, and what was done by acts or accounts that begin like this; in order of time. */
export async function readNotable(
  sql: Sql,
  org: string,
  { after, to }: Span,
  { act, account }: { act: string; account: string },
): Promise<Notable[]> {
  const found = await without<Notable>(
    sql,
    ['sort', 'seqscan'],
    `select ${ms('at')} as at, person_id as person, account, place, act, allowed, correlation from audit_entry
     where org_id = $1::uuid and seq > $2::bigint and seq <= $3::bigint
       and (not allowed or starts_with(act, $4) or starts_with(account, $5)) order by seq`,
    [org, after, to, act, account],
  )
  return found.sort((a, b) => a.at - b.at)
}

function ms(moment: string): string {
  return `(extract(epoch from ${moment}) * 1000)::float8`
}
