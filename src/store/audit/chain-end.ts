// The end of an org's chain, held by a transaction that writes entries of its own, so that they come sealed. Who finds it held by another
// goes on without it, since nobody waits for another's audit: what came unsealed is the sealer's.
import { asTenant } from '../in-org.ts'
import type { Sql } from '../sql.ts'
import { type AuditHead, headColumns } from './audit-head-rows.ts'
import type { AuditEntry, Sealed } from './audit-rows.ts'

export type ChainEnd = AuditHead & {
  /** Of the last entry that is there, which somebody may have taken away. */
  lastSeq: number | null
  lastHash: string | null
  /** The moment of whatever this transaction writes. */
  now: number
}

export type Lengthened = { seals: Sealed[]; head: AuditHead }

/** What it takes the audit key to do. */
export type Chain = {
  /** Undefined where the end is not as it was signed: then nothing is put behind it. */
  lengthen(end: ChainEnd, entries: AuditEntry[]): Lengthened | undefined
}

export type Lengthen = (entries: Omit<AuditEntry, 'at'>[]) => Lengthened | undefined

/** Of those that are free. Acts for one of these orgs afterwards. */
export async function takeEnds(sql: Sql, chain: Chain, orgs: string[]): Promise<Map<string, Lengthen>> {
  const found = await Promise.all(orgs.map((org) => takeEnd(sql, org)))
  return new Map(
    found.flat().map((end) => [
      end.org,
      (entries) =>
        chain.lengthen(
          end,
          entries.map((one) => ({ ...one, at: end.now })),
        ),
    ]),
  )
}

async function takeEnd(sql: Sql, org: string): Promise<ChainEnd[]> {
  const [, end] = await Promise.all([
    sql(asTenant, [org]),
    sql<ChainEnd>(
      `select ${headColumns}, "lastSeq", "lastHash", (extract(epoch from now()::timestamptz(3)) * 1000)::float8 as now
       from audit_head h left join lateral (
         select e.seq::float8 as "lastSeq", e.hash as "lastHash" from audit_entry e
         where e.org_id = h.org_id and e.seq is not null order by e.seq desc limit 1) last on true
       where org_id = $1::uuid for update of h skip locked`,
      [org],
    ),
  ])
  return end
}
