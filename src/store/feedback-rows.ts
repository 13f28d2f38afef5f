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

export type NewThumb = Omit<NewFeedback, 'text'> & { reply: string; isTakenBack: boolean; at: Date }

/** Whichever happened last counts, in whatever order it is told. */
export async function saveThumb(sql: Sql, org: string, thumb: NewThumb): Promise<void> {
  const { person, account, about, correlation, reply, isTakenBack, at } = thumb
  await sql(
    `insert into feedback as known (id, org_id, person_id, account, about, text, correlation, reply, is_taken_back, created_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, '', $6, $7, $8, $9)
     on conflict (org_id, account, reply, about) do update
       set is_taken_back = excluded.is_taken_back, correlation = excluded.correlation, created_at = excluded.created_at
       where known.created_at <= excluded.created_at`,
    [randomUUID(), org, person, account, about, correlation, reply, isTakenBack, at],
  )
}

/** The newest first. */
export async function listFeedback(sql: Sql, limit: number): Promise<FeedbackRow[]> {
  return sql<FeedbackRow>(
    `select f.created_at as at, coalesce(p.name, f.account) as who, f.about, f.text,
       coalesce(f.reply, f.correlation) as reference
     from feedback f left join person p on p.id = f.person_id where not f.is_taken_back order by f.created_at desc, f.id limit $1`,
    [limit],
  )
}
