// What programs asked for: the event as it was stored, and all that came of it, found by the conversation that each request is.
import type { Sql } from './sql.ts'

export type AskedRow = {
  state: 'new' | 'done' | 'parked' | 'dropped'
  reference: string | null
  body: Buffer
  at: Date
}

export async function readAsked(sql: Sql, key: string): Promise<AskedRow | undefined> {
  const [row] = await sql<AskedRow>(
    `select state, reference, body, received_at as at from inbox where key = $1 and platform = 'api'`,
    [key],
  )
  return row
}

export type AskedJob = { id: string; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' }

export type CameOfIt = {
  /** Payloads of what was said, in order. */
  replies: string[]
  job: AskedJob | undefined
}

export async function readWhatCameOfIt(sql: Sql, conversation: string): Promise<CameOfIt> {
  const [said, jobs] = await Promise.all([
    sql<{ payload: string }>(`select payload from outbox where platform = 'api' and conversation = $1 order by id`, [
      conversation,
    ]),
    sql<AskedJob>(
      `select id, state from job where conversation = $1 and starts_with(conversation, 'api:') order by created_at desc limit 1`,
      [conversation],
    ),
  ])
  return { replies: said.map((row) => row.payload), job: jobs[0] }
}

/** Inside an org: the approval that this request waits for, or waited for. */
export async function readApprovalAt(sql: Sql, place: string): Promise<{ id: string; state: string } | undefined> {
  const [row] = await sql<{ id: string; state: string }>(
    'select id, state from approval where place = $1 order by created_at desc limit 1',
    [place],
  )
  return row
}
