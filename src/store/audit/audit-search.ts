// Reading the audit log: by filters, a page at a time, inside a transaction that already acts for the org.

import type { Sql } from '../sql.ts'
import type { AuditFacts } from './audit-rows.ts'

export type AuditLine = AuditFacts & {
  seq: number | null
  name: string | null
  hash: string | null
  isErased: boolean
}

export type AuditFilter = {
  /** Part of it. */
  act?: string
  /** Part of a name, or a whole account or id of a person. */
  who?: string
  /** Part of it. */
  place?: string
  allowed?: boolean
  reference?: string
  since?: number
  until?: number
}

/** Where a page ended. Entries are in order of time; those of one moment in the order of their ids. */
export type Cursor = { at: number; id: string }

export type AuditPage = { way: 'older' | 'newer'; from?: Cursor | undefined; limit: number }

const line = `a.seq::float8 as seq, a.id, (extract(epoch from a.at) * 1000)::float8 as at, a.person_id as person, p.name, a.account, a.place, a.act,
  a.digest, a.allowed, a.reason, a.approval_id as approval, a.result, a.correlation, a.hash,
  a.who_erased is not null or a.detail_erased is not null as "isErased"`

/** The newest first when going to older ones, the oldest first when going to newer ones. */
export function readAuditPage(sql: Sql, filter: AuditFilter, { way, from, limit }: AuditPage): Promise<AuditLine[]> {
  const [beyond, order] = way === 'older' ? ['<', 'desc'] : ['>', 'asc']
  return sql<AuditLine>(
    `select ${line} from audit_entry a left join person p on p.id = a.person_id
     where ($1::text is null or position(lower($1) in lower(a.act)) > 0)
       and ($2::text is null or position(lower($2) in lower(coalesce(p.name, ''))) > 0 or a.account = $2 or a.person_id::text = $2)
       and ($3::text is null or position($3 in coalesce(a.place, '')) > 0)
       and ($4::boolean is null or a.allowed = $4) and ($5::text is null or a.correlation = $5)
       and ($6::float8 is null or a.at >= to_timestamp($6::float8 / 1000)) and ($7::float8 is null or a.at < to_timestamp($7::float8 / 1000))
       and ($8::float8 is null or (a.at, a.id) ${beyond} (to_timestamp($8::float8 / 1000)::timestamptz(3), $9::uuid))
     order by a.at ${order}, a.id ${order} limit $10`,
    [
      filter.act ?? null,
      filter.who ?? null,
      filter.place ?? null,
      filter.allowed ?? null,
      filter.reference ?? null,
      filter.since ?? null,
      filter.until ?? null,
      from?.at ?? null,
      from?.id ?? null,
      limit,
    ],
  )
}
