// The message that shows how far a job is: made by the outbox row whose plan is the job's id.
import type { Sql } from '../sql.ts'

export type LiveMessage = {
  /** Null when the platform gave none: then it cannot be changed. */
  id: string | null
  workspace: string
  conversation: string
  replyTo: string
}

/** Where that run of the job may show how far it is; `pending` until the message is there, `over` once it must not be touched. */
export async function readLive(sql: Sql, job: string, fence: string): Promise<LiveMessage | 'pending' | 'over'> {
  const [row] = await sql<LiveMessage & { state: string; isOpen: boolean }>(
    `select m.platform_id as id, m.workspace, m.conversation, m.reply_to as "replyTo", m.state,
       j.state = 'running' and j.fence = $2::bigint and not exists (select from outbox o where o.live = j.id) as "isOpen"
     from job j join outbox m on m.plan = j.id and m.is_sought and m.step = 0 where j.id = $1::uuid`,
    [job, fence],
  )
  if (!row?.isOpen || row.state === 'failed') return 'over'
  return row.state === 'sent' ? row : 'pending'
}

/** The id of the message that the answer to this job is to take the place of. */
export async function readLiveId(sql: Sql, job: string): Promise<string | undefined> {
  const [row] = await sql<{ id: string | null }>(
    'select platform_id as id from outbox where plan = $1::uuid and is_sought and step = 0',
    [job],
  )
  return row?.id ?? undefined
}

/** Whether people were told of the job by a message of its own, sent or still to be sent. */
export async function isAnnounced(sql: Sql, job: string): Promise<boolean> {
  return (await sql('select from outbox where plan = $1::uuid and is_sought and step = 0', [job])).length > 0
}
