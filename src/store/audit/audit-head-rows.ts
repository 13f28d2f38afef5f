// Where each org's chain of audit entries ends, signed. Whoever holds the row's lock may lengthen the chain.
import type { Sql } from '../sql.ts'

export type AuditHead = { org: string; seq: number; hash: string; at: number; key: string; signature: string }

export const headColumns = `org_id as org, seq::float8 as seq, hash, (extract(epoch from at) * 1000)::float8 as at, key, signature`

/** Waits for whoever lengthens this chain at the moment; an unsigned head with the number 0 where there was none. */
export async function lockHead(sql: Sql, org: string, genesis: string): Promise<AuditHead> {
  await sql(
    `insert into audit_head (org_id, seq, hash, at, key, signature) values ($1::uuid, 0, $2, now(), '', '') on conflict (org_id) do nothing`,
    [org, genesis],
  )
  const [row] = await sql<AuditHead>(`select ${headColumns} from audit_head where org_id = $1::uuid for update`, [org])
  if (!row) throw new Error('the head of the audit chain went away under its lock')
  return row
}

export async function writeHead(sql: Sql, next: AuditHead): Promise<void> {
  await sql(
    `update audit_head set seq = $2::bigint, hash = $3, at = to_timestamp($4::float8 / 1000), key = $5, signature = $6 where org_id = $1::uuid`,
    [next.org, next.seq, next.hash, next.at, next.key, next.signature],
  )
}

export async function readHead(sql: Sql, org: string): Promise<AuditHead | undefined> {
  const [row] = await sql<AuditHead>(`select ${headColumns} from audit_head where org_id = $1::uuid`, [org])
  return row
}

/** As the platform: the orgs whose chain grew since a line about its end was logged, by so many entries or for so long. */
export async function readUnlogged(sql: Sql, entries: number, before: number): Promise<string[]> {
  const rows = await sql<{ org: string }>(
    `select org_id as org from audit_head where seq > logged_seq
       and (logged_at is null or seq - logged_seq >= $1::bigint or logged_at <= to_timestamp($2::float8 / 1000))`,
    [entries, before],
  )
  return rows.map((row) => row.org)
}

/** False when another process was quicker. */
export async function markLogged(sql: Sql, { org, seq }: AuditHead, at: number): Promise<boolean> {
  const rows = await sql(
    `update audit_head set logged_seq = $2::bigint, logged_at = to_timestamp($3::float8 / 1000)
     where org_id = $1::uuid and logged_seq < $2::bigint returning org_id`,
    [org, seq, at],
  )
  return rows.length > 0
}

export type Unwatched = { org: string; watchedSeq: number; seq: number }

/** As the platform: the chains of which the detectors have not seen all. */
export function readUnwatched(sql: Sql): Promise<Unwatched[]> {
  return sql<Unwatched>(
    `select org_id as org, watched_seq::float8 as "watchedSeq", seq::float8 as seq from audit_head where seq <> watched_seq`,
  )
}

/** False when another process has seen some of it meanwhile. */
export async function markWatched(sql: Sql, org: string, from: number, to: number): Promise<boolean> {
  const rows = await sql(
    'update audit_head set watched_seq = $3::bigint where org_id = $1::uuid and (watched_seq = $2::bigint or watched_seq > seq) returning org_id',
    [org, from, to],
  )
  return rows.length > 0
}

/** As the platform: whether any chain was ever begun. */
export async function wasEverSealed(sql: Sql): Promise<boolean> {
  const rows = await sql(
    '(select org_id from audit_head limit 1) union all (select org_id from audit_entry where seq is not null limit 1)',
  )
  return rows.length > 0
}
