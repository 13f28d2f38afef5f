// What a job's run leaves behind commits in one transaction, and only if the run still had the job.
import { asPlatform, asTenant, type InOrg, type OrgTransaction, sqlIn } from '../in-org.ts'
import type { Sql } from '../sql.ts'
import { settleJob } from './job-rows.ts'
import { insertOutbox, type NewOutboxRow } from './outbox-rows.ts'
import { type AuditRecord, insertAudit, insertMessages, type MessageRecord } from './tenant-rows.ts'

export type JobEnd = {
  job: { id: string; fence: string; org: string | null }
  state: 'done' | 'failed' | 'cancelled' | 'waiting'
  reason: string | null
  pauseMs?: number
  /** In place of the payload, once nothing runs any more. */
  keptPayload?: string
  outbox: NewOutboxRow[]
  audit: AuditRecord[]
  messages: MessageRecord[]
  change?: (tx: OrgTransaction) => Promise<void>
}

type Doors = { transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>; inOrg: InOrg }

/** False when another run has the job by now: then nothing of this one is written. */
export function endJob(doors: Doors, end: JobEnd): Promise<boolean> {
  const { change } = end
  const { org } = end.job
  if (change && org) return doors.inOrg(org, (tx) => write(sqlIn(tx), end, () => change(tx)))
  return doors.transact((sql) => write(sql, end))
}

async function write(sql: Sql, end: JobEnd, change?: () => Promise<void>): Promise<boolean> {
  await sql(asPlatform)
  const isOurs = await settleJob(sql, end.job, {
    state: end.state,
    reason: end.reason,
    ...(end.pauseMs === undefined ? {} : { pauseMs: end.pauseMs }),
    ...(end.keptPayload === undefined ? {} : { keptPayload: end.keptPayload }),
  })
  if (!isOurs) return false
  await insertOutbox(sql, end.outbox)
  if (end.job.org) {
    await sql(asTenant, [end.job.org])
    await change?.()
    await insertMessages(sql, end.job.org, end.messages)
    await insertAudit(sql, end.job.org, end.audit)
  }
  return true
}
