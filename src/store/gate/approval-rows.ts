// Approvals: what is asked, who answered, and how it ended. Read and written inside a transaction that acts for their org.
import type { ApprovalState } from '../../domain/approval.ts'
import type { Sql } from '../sql.ts'

export type ApprovalRow = {
  id: string
  tool: string
  digest: string
  input: string
  target: string | null
  summary: string
  asker: string
  account: string
  place: string
  rule: string
  /** What the job needs that runs it. */
  errand: string
  /** Where it is shown: plans of the outbox. */
  cards: string
  needed: number
  state: ApprovalState
  correlation: string
  createdAt: Date
  expiresAt: Date
  settledAt: Date | null
  settledBy: string | null
  reason: string | null
}

export type NewApproval = Omit<ApprovalRow, 'state' | 'settledAt' | 'settledBy' | 'reason'>

export type ApprovalAnswer = { person: string; account: string; answer: 'approve' | 'deny'; at: Date }

const columns = `id, tool, digest, input, target, summary, asker, account, place, rule, errand, cards, needed, state, correlation,
  created_at as "createdAt", expires_at as "expiresAt", settled_at as "settledAt", settled_by as "settledBy", reason`

export async function insertApproval(sql: Sql, org: string, row: NewApproval): Promise<void> {
  await sql(
    `insert into approval (id, org_id, tool, digest, input, target, summary, asker, account, place, rule, errand, cards, needed,
       correlation, created_at, expires_at)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::uuid, $9, $10, $11, $12, $13, $14::int, $15, $16::timestamptz, $17::timestamptz)`,
    [
      ...[row.id, org, row.tool, row.digest, row.input, row.target, row.summary, row.asker, row.account, row.place],
      ...[row.rule, row.errand, row.cards, row.needed, row.correlation],
      ...[row.createdAt.toISOString(), row.expiresAt.toISOString()],
    ],
  )
}

export async function readApproval(sql: Sql, id: string): Promise<ApprovalRow | undefined> {
  const [row] = await sql<ApprovalRow>(`select ${columns} from approval where id = $1::uuid`, [id])
  return row
}

/** Nobody else settles or answers it until this transaction ends. */
export async function lockApproval(sql: Sql, id: string): Promise<ApprovalRow | undefined> {
  const [row] = await sql<ApprovalRow>(`select ${columns} from approval where id = $1::uuid for update`, [id])
  return row
}

/** Those whose id begins like this, open ones first; two are enough to see that it is not clear which is meant. */
export async function findApprovals(sql: Sql, start: string): Promise<ApprovalRow[]> {
  return sql<ApprovalRow>(
    `select ${columns} from approval where starts_with(id::text, $1) order by state = 'open' desc, created_at desc limit 2`,
    [start],
  )
}

/** Open ones first, then the newest. */
export async function listApprovals(sql: Sql, limit: number): Promise<ApprovalRow[]> {
  return sql<ApprovalRow>(
    `select ${columns} from approval order by state = 'open' desc, created_at desc, id limit $1::int`,
    [limit],
  )
}

/** False when this person answered before. */
export async function insertAnswer(
  sql: Sql,
  org: string,
  id: string,
  answer: Omit<ApprovalAnswer, 'at'>,
): Promise<boolean> {
  const rows = await sql(
    `insert into approval_answer (approval_id, org_id, person_id, account, answer) values ($1::uuid, $2::uuid, $3::uuid, $4, $5)
     on conflict (approval_id, person_id) do nothing returning person_id`,
    [id, org, answer.person, answer.account, answer.answer],
  )
  return rows.length > 0
}

export async function readAnswers(sql: Sql, id: string): Promise<ApprovalAnswer[]> {
  return sql<ApprovalAnswer>(
    'select person_id as person, account, answer, at from approval_answer where approval_id = $1::uuid order by at, person_id',
    [id],
  )
}

export type ApprovalEnd = { state: Exclude<ApprovalState, 'open'>; by: string | null; reason: string | null }

/** It ends once: undefined when it had ended before, or, unless it is to expire, when its time is over. */
export async function settleApproval(sql: Sql, id: string, end: ApprovalEnd): Promise<ApprovalRow | undefined> {
  const [row] = await sql<ApprovalRow>(
    `update approval set state = $2, settled_by = $3::uuid, reason = $4, settled_at = now()
     where id = $1::uuid and state = 'open' and (expires_at <= now()) = ($2 = 'expired') returning ${columns}`,
    [id, end.state, end.by, end.reason],
  )
  return row
}

/** Of every org, seen from outside them: what ran out and was not settled. */
export async function findExpired(sql: Sql, limit: number): Promise<{ id: string; org: string }[]> {
  return sql(
    "select id, org_id as org from approval where state = 'open' and expires_at <= now() order by expires_at limit $1::int",
    [limit],
  )
}
