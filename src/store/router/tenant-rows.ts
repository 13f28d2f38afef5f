// Rows of one org that are written in groups, inside a transaction that already acts for that org.
import { randomUUID } from 'node:crypto'
import type { Sql } from '../sql.ts'
import { storable } from '../storable.ts'

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

export async function insertAudit(sql: Sql, org: string, records: AuditRecord[]): Promise<void> {
  if (records.length === 0) return
  const column = (read: (record: AuditRecord) => unknown) => records.map(read)
  await sql(
    `insert into audit_entry (id, org_id, person_id, account, place, act, digest, allowed, reason, result, correlation, approval_id)
     select r.id, $1::uuid, r.person, r.account, r.place, r.act, r.digest, r.allowed, r.reason, r.result, r.correlation, r.approval
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::text[], $10::text[], $11::text[], $12::uuid[])
       as r (id, person, account, place, act, digest, allowed, reason, result, correlation, approval)`,
    [
      org,
      column(() => randomUUID()),
      column((record) => record.person),
      column((record) => record.account),
      column((record) => record.place),
      column((record) => record.act),
      column((record) => record.digest),
      column((record) => record.allowed),
      column((record) => record.reason),
      column((record) => record.result),
      column((record) => record.correlation),
      column((record) => record.approval ?? null),
    ],
  )
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
