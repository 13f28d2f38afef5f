// Jobs as people ask for them: their own, or for admins everybody's of one org.
import type { Sql } from '../sql.ts'

export type ErrandRow = {
  id: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  attempt: number
  reason: string | null
  account: string | null
  conversation: string | null
  payload: string
  correlation: string
  createdAt: Date
  settledAt: Date | null
}

export type ErrandFilter = {
  queue: string
  org: string | null
  /** Undefined for everybody's. */
  accounts?: string[] | undefined
  /** The beginning of an id. */
  id?: string | undefined
  isOpen?: boolean
}

/** Newest first, those that are not settled before those that are. */
export async function listErrands(sql: Sql, filter: ErrandFilter, limit: number): Promise<ErrandRow[]> {
  const open = await read(sql, filter, "state in ('waiting', 'running')", limit)
  if (filter.isOpen) return open
  const settled = await read(sql, filter, "state not in ('waiting', 'running')", limit - open.length)
  // One that was settled between the two questions is in both answers.
  return [...open.filter((row) => !settled.some((other) => other.id === row.id)), ...settled]
}

function read(
  sql: Sql,
  { queue, org, accounts, id }: ErrandFilter,
  state: string,
  limit: number,
): Promise<ErrandRow[]> {
  return sql<ErrandRow>(
    `select id, state, attempt, reason, account, conversation, payload, correlation, created_at as "createdAt", settled_at as "settledAt"
     from job where queue = $1 and ${org ? 'org = $2::uuid' : '$2::uuid is null and org is null'} and ${state}
       and ($3::text[] is null or account = any($3)) and ($4::text is null or id::text like $4 || '%')
     order by created_at desc, id limit $5`,
    [queue, org, accounts ?? null, id ?? null, Math.max(0, limit)],
  )
}
