// Where each org's chain of audit entries ends, signed. Whoever holds the row's lock may lengthen the chain.
import type { Sql } from '../sql.ts'

export type AuditHead = { org: string; seq: number; hash: string; at: number; key: string; signature: string }
export type LockedHead = AuditHead & { loggedSeq: number; loggedAt: number | null }

const head = `org_id as org, seq::float8 as seq, hash, (extract(epoch from at) * 1000)::float8 as at, key, signature`

/** Waits for whoever lengthens this chain at the moment; an unsigned head with the number 0 where there was none. */
export async function lockHead(sql: Sql, org: string, genesis: string): Promise<LockedHead> {
  await sql(
    `insert into audit_head (org_id, seq, hash, at, key, signature) values ($1::uuid, 0, $2, now(), '', '') on conflict (org_id) do nothing`,
    [org, genesis],
  )
  const [row] = await sql<LockedHead>(
    `select ${head}, logged_seq::float8 as "loggedSeq", (extract(epoch from logged_at) * 1000)::float8 as "loggedAt"
     from audit_head where org_id = $1::uuid for update`,
    [org],
  )
  if (!row) throw new Error('the head of the audit chain went away under its lock')
  return row
}

export async function writeHead(sql: Sql, next: AuditHead, isLogged: boolean): Promise<void> {
  await sql(
    `update audit_head set seq = $2::bigint, hash = $3, at = to_timestamp($4::float8 / 1000), key = $5, signature = $6,
       logged_seq = case when $7 then $2::bigint else logged_seq end, logged_at = case when $7 then to_timestamp($4::float8 / 1000) else logged_at end
     where org_id = $1::uuid`,
    [next.org, next.seq, next.hash, next.at, next.key, next.signature, isLogged],
  )
}

export async function readHead(sql: Sql, org: string): Promise<AuditHead | undefined> {
  const [row] = await sql<AuditHead>(`select ${head} from audit_head where org_id = $1::uuid`, [org])
  return row
}

/** As the platform: whether any chain was ever begun. */
export async function wasEverSealed(sql: Sql): Promise<boolean> {
  const rows = await sql(
    '(select org_id from audit_head limit 1) union all (select org_id from audit_entry where seq is not null limit 1)',
  )
  return rows.length > 0
}
