// Jobs as people ask for them: their own, or for admins everybody's of one org.
import type { Sql } from './sql.ts'

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
  return sql<ErrandRow>(
    `select id, state, attempt, reason, account, conversation, payload, correlation, created_at as "createdAt", settled_at as "settledAt"
     from job where queue = $1 and org is not distinct from $2::uuid and ($3::text[] is null or account = any($3))
       and ($4::text is null or id::text like $4 || '%') and (not $5 or state in ('waiting', 'running'))
     order by state in ('waiting', 'running') desc, created_at desc, id limit $6`,
    [filter.queue, filter.org, filter.accounts ?? null, filter.id ?? null, filter.isOpen ?? false, limit],
  )
}
