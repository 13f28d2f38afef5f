// Audit entries as the chain sees them, read and sealed inside a transaction that already acts for their org.
import type { Row, Sql } from '../sql.ts'

/** What an entry says, whoever reads it. */
export type AuditFacts = {
  id: string
  /** Milliseconds since the epoch. */
  at: number
  person: string | null
  account: string | null
  place: string | null
  act: string
  digest: string | null
  allowed: boolean
  reason: string | null
  approval: string | null
  result: string | null
  correlation: string
}

export type AuditEntry = AuditFacts & {
  /** With its salt a part is as it was written; once it was erased, only what the chain needs of it is left. */
  whoSalt: string | null
  whoErased: string | null
  detailSalt: string | null
  detailErased: string | null
}

export type Sealed = { seq: number; hash: string; mac: string }
export type SealedEntry = AuditEntry & Sealed

/** Each column with the name it has in an entry. */
export const auditColumns = {
  id: 'id',
  at: '(extract(epoch from at) * 1000)::float8',
  person: 'person_id',
  account: 'account',
  place: 'place',
  act: 'act',
  digest: 'digest',
  allowed: 'allowed',
  reason: 'reason',
  approval: 'approval_id',
  result: 'result',
  correlation: 'correlation',
  whoSalt: 'who_salt',
  whoErased: 'who_erased',
  detailSalt: 'detail_salt',
  detailErased: 'detail_erased',
} satisfies Record<keyof AuditEntry, string>

const entry = Object.entries(auditColumns)
  .map(([name, column]) => `${column} as "${name}"`)
  .join(', ')

/** The oldest that nobody sealed yet. A row that became visible late is found all the same: it has no number. */
export function readUnsealed(sql: Sql, org: string, limit: number): Promise<AuditEntry[]> {
  return without<AuditEntry>(
    sql,
    ['sort'],
    `select ${entry} from audit_entry where org_id = $1::uuid and seq is null order by audit_entry.seq, audit_entry.at, id limit $2`,
    [org, limit],
  )
}

/** In the order of the chain, along its index. */
export function readSealed(sql: Sql, org: string, after: number, limit: number): Promise<SealedEntry[]> {
  return without<SealedEntry>(
    sql,
    ['sort'],
    `select ${entry}, seq::float8 as seq, hash, mac from audit_entry
     where org_id = $1::uuid and audit_entry.seq > $2::bigint order by audit_entry.seq limit $3`,
    [org, after, limit],
  )
}

/** Of those nobody sealed yet, so that it takes no longer with a long history. */
export async function writeSeals(sql: Sql, org: string, sealed: SealedEntry[]): Promise<void> {
  await without(
    sql,
    ['seqscan', 'nestloop'],
    `update audit_entry a set seq = s.seq, hash = s.hash, mac = s.mac
     from unnest($2::uuid[], $3::float8[], $4::bigint[], $5::text[], $6::text[]) as s (id, at, seq, hash, mac)
     where a.org_id = $1::uuid and a.at = any(array(select to_timestamp(m / 1000) from unnest($3::float8[]) m))
       and a.at = to_timestamp(s.at / 1000) and a.id = s.id and a.seq is null`,
    [
      org,
      sealed.map((one) => one.id),
      sealed.map((one) => one.at),
      sealed.map((one) => one.seq),
      sealed.map((one) => one.hash),
      sealed.map((one) => one.mac),
    ],
  )
}

/**
 * What was written a moment ago, and everything on an embedded database, has no statistics, and a plan is kept from when the table was
 * small: so what would read, sort or compare all of it is ruled out.
 */
export async function without<R extends Row>(
  sql: Sql,
  ways: ('sort' | 'incremental_sort' | 'seqscan' | 'nestloop')[],
  text: string,
  values: unknown[],
): Promise<R[]> {
  const turn = (to: 'on' | 'off') =>
    sql(`select ${ways.map((way) => `set_config('enable_${way}', '${to}', true)`).join(', ')}`)
  const [, rows] = await Promise.all([turn('off'), sql<R>(text, values), turn('on')])
  return rows
}

/** Where the chain ends by its own rows. */
export async function readLastSealed(sql: Sql, org: string): Promise<{ seq: number; hash: string } | undefined> {
  const [row] = await sql<{ seq: number; hash: string }>(
    `select seq::float8 as seq, hash from audit_entry where org_id = $1::uuid and audit_entry.seq is not null
     order by audit_entry.seq desc limit 1`,
    [org],
  )
  return row
}

export type Emptied = { seq: number; whoErased: string | null; detailErased: string | null }

/** Takes the personal parts out of sealed entries, leaving each part's tag. */
export async function emptyParts(sql: Sql, org: string, emptied: Emptied[]): Promise<void> {
  const values = [org, emptied.map((one) => one.seq)]
  const parts = {
    who: 'person_id = null, account = null',
    detail: 'place = null, digest = null, reason = null, result = null',
  }
  for (const [part, columns] of Object.entries(parts))
    await sql(
      `update audit_entry a set ${part}_erased = e.tag, ${part}_salt = null, ${columns}
       from unnest($2::bigint[], $3::text[]) as e (seq, tag) where a.org_id = $1::uuid and a.seq = e.seq and e.tag is not null`,
      [...values, emptied.map((one) => (part === 'who' ? one.whoErased : one.detailErased))],
    )
}

/** As the platform: every org with entries or a signed end of its chain. */
export async function readAuditedOrgs(sql: Sql): Promise<string[]> {
  // One look into the index for each org, however many entries it has.
  const rows = await sql<{ org: string }>(
    `with recursive next as (
       (select org_id from audit_entry order by org_id limit 1)
       union all select (select a.org_id from audit_entry a where a.org_id > next.org_id order by a.org_id limit 1) from next where next.org_id is not null)
     select org_id as org from next where org_id is not null union select org_id from audit_head order by 1`,
  )
  return rows.map((row) => row.org)
}

/** As the platform, inside a transaction: the orgs with something to seal. */
export async function readUnsealedOrgs(sql: Sql): Promise<string[]> {
  const rows = await without<{ org: string }>(
    sql,
    ['sort', 'incremental_sort', 'seqscan'],
    `with recursive next as (
       (select org_id from audit_entry where seq is null order by org_id, seq limit 1)
       union all select (select a.org_id from audit_entry a where a.seq is null and a.org_id > next.org_id order by a.org_id, a.seq limit 1)
       from next where next.org_id is not null)
     select org_id as org from next where org_id is not null`,
    [],
  )
  return rows.map((row) => row.org)
}

export type Tail = { count: number; oldest: Date | null }

/** As the platform: what nobody sealed yet, of one org or of all. */
export async function readTail(sql: Sql, org?: string): Promise<Tail> {
  const [row] = await sql<Tail>(
    'select count(*)::int as count, min(at) as oldest from audit_entry where seq is null and ($1::uuid is null or org_id = $1::uuid)',
    [org ?? null],
  )
  return row ?? { count: 0, oldest: null }
}
