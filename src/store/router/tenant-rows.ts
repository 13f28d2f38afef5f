// Rows of one org that are written in groups, inside a transaction that already acts for that org.
import { randomUUID } from 'node:crypto'
import { writeHead } from '../audit/audit-head-rows.ts'
import type { AuditEntry, Sealed } from '../audit/audit-rows.ts'
import type { Lengthen } from '../audit/chain-end.ts'
import type { Sql } from '../sql.ts'
import { storable, uuidText } from '../storable.ts'

export type AuditRecord = {
  person: string | null
  account: string | null
  place: string | null
  act: string
  digest: string | null
  allowed: boolean
  reason: string | null
  result: string | null
  correlation: string
  /** The approval it waits for, was given, or answers. */
  approval?: string | null
}

export type MessageRecord = {
  conversation: string
  platform: string
  isShared: boolean
  account: string | null
  text: string
  correlation: string
}

/** With `lengthen` they come sealed, unless the end of their chain is not to be lengthened. */
export async function insertAudit(sql: Sql, org: string, records: AuditRecord[], lengthen?: Lengthen): Promise<void> {
  if (records.length === 0) return
  const entries = records.map(entryOf)
  const chained = lengthen?.(entries)
  const column = (read: (entry: (typeof entries)[number]) => unknown) => entries.map(read)
  const seals = chained?.seals ?? entries.map(() => undefined)
  const place = (read: (seal: Sealed) => unknown) => seals.map((seal) => (seal ? read(seal) : null))
  const written = sql(
    `insert into audit_entry (id, org_id, person_id, account, place, act, digest, allowed, reason, result, correlation, approval_id,
       who_salt, detail_salt, seq, hash, mac)
     select r.id, $1::uuid, r.person, r.account, r.place, r.act, r.digest, r.allowed, r.reason, r.result, r.correlation, r.approval,
       r.who_salt, r.detail_salt, r.seq, r.hash, r.mac
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::text[], $10::text[], $11::text[], $12::uuid[],
       $13::uuid[], $14::uuid[], $15::bigint[], $16::text[], $17::text[])
       as r (id, person, account, place, act, digest, allowed, reason, result, correlation, approval, who_salt, detail_salt, seq, hash, mac)`,
    [
      org,
      column((entry) => entry.id),
      column((entry) => entry.person),
      column((entry) => entry.account),
      column((entry) => entry.place),
      column((entry) => entry.act),
      column((entry) => entry.digest),
      column((entry) => entry.allowed),
      column((entry) => entry.reason),
      column((entry) => entry.result),
      column((entry) => entry.correlation),
      column((entry) => entry.approval),
      column((entry) => entry.whoSalt),
      column((entry) => entry.detailSalt),
      place((seal) => seal.seq),
      place((seal) => seal.hash),
      place((seal) => seal.mac),
    ],
  )
  await Promise.all([written, chained && writeHead(sql, chained.head)])
}

/** Exactly as it will be read again: whatever is sealed must not change on its way into the database. */
function entryOf(record: AuditRecord): Omit<AuditEntry, 'at'> {
  const text = (given: string | null) => given && storable(given)
  return {
    id: randomUUID(),
    person: uuidText(record.person),
    account: text(record.account),
    place: text(record.place),
    act: storable(record.act),
    digest: text(record.digest),
    allowed: record.allowed,
    reason: text(record.reason),
    approval: uuidText(record.approval ?? null),
    result: text(record.result),
    correlation: storable(record.correlation),
    ...{ whoSalt: randomUUID(), whoErased: null, detailSalt: randomUUID(), detailErased: null },
  }
}

export async function insertMessages(sql: Sql, org: string, records: MessageRecord[]): Promise<void> {
  if (records.length === 0) return
  const conversations = [...new Map(records.map((record) => [record.conversation, record])).values()]
  const noted = sql(
    `insert into conversation (org_id, id, platform, is_shared)
     select $1::uuid, c.* from unnest($2::text[], $3::text[], $4::bool[]) as c (id, platform, is_shared) order by c.id
     on conflict (org_id, id) do nothing`,
    [
      org,
      conversations.map((one) => one.conversation),
      conversations.map((one) => one.platform),
      conversations.map((one) => one.isShared),
    ],
  )
  const kept = sql(
    `insert into message (id, org_id, conversation_id, account, text, correlation)
     select r.id, $1::uuid, r.conversation, r.account, r.text, r.correlation
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) as r (id, conversation, account, text, correlation)`,
    [
      org,
      records.map(() => randomUUID()),
      records.map((record) => record.conversation),
      records.map((record) => record.account),
      records.map((record) => storable(record.text)),
      records.map((record) => record.correlation),
    ],
  )
  await Promise.all([noted, kept])
}

export async function readOrgName(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ name: string }>('select name from org')
  return row?.name
}
