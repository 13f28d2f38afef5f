// What people said about Bellhop, read and written inside a transaction that already acts for their org.
import { randomUUID } from 'node:crypto'
import type { Sql } from './sql.ts'
import { storable } from './storable.ts'

export type FeedbackRow = { at: Date; who: string; about: string; text: string; reference: string }

export type NewFeedback = { person: string | null; account: string; about: string; text: string; correlation: string }

export async function insertFeedback(sql: Sql, org: string, said: NewFeedback): Promise<void> {
  await sql(
    `insert into feedback (id, org_id, person_id, account, about, text, correlation)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7)`,
    [randomUUID(), org, said.person, said.account, said.about, storable(said.text), said.correlation],
  )
}

/** The newest first. */
export async function listFeedback(sql: Sql, limit: number): Promise<FeedbackRow[]> {
  return sql<FeedbackRow>(
    `select f.created_at as at, coalesce(p.name, f.account) as who, f.about, f.text, f.correlation as reference
     from feedback f left join person p on p.id = f.person_id order by f.created_at desc, f.id limit $1`,
    [limit],
  )
}
