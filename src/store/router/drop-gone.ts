// Where we were taken away from, nothing is sent, begun or gone on with; what ended there stands in the audit, each with its own reference.
import { asPlatform, asTenant } from '../in-org.ts'
import { stopSchedulesIn } from '../schedule-rows.ts'
import type { Sql } from '../sql.ts'
import { type AuditRecord, insertAudit } from './tenant-rows.ts'
import { isNotUnderWay } from './under-way-rows.ts'

/** `place` is a workspace or a channel. Of a channel what waits to be sent stays: some of it goes to the asker alone. */
export type Gone = { place: string; isWorkspace: boolean }

type Ended = Pick<AuditRecord, 'person' | 'account' | 'place' | 'correlation'> & { id: string; org: string | null }

const why = 'taken away from there'

/** The jobs that ended, whether they ran or waited. Acts for the platform at first and at the end. */
export async function dropGone(sql: Sql, { place, isWorkspace }: Gone): Promise<string[]> {
  if (isWorkspace)
    await sql(
      `update outbox set state = 'failed', reason = $2, settled_at = now()
       where workspace = $1 and state = 'waiting' and ${isNotUnderWay}`,
      [place, why],
    )
  await stopSchedulesIn(sql, [place], why)
  const ended = await sql<Ended>(
    `update job set state = 'cancelled', reason = $2, settled_at = now()
     where state in ('waiting', 'running') and starts_with(translate(conversation, '/', ':') || ':', $1 || ':')
     returning id, org, account, (select person_id from account where key = job.account) as person, conversation as place, correlation`,
    [place, why],
  )
  for (const [org, ofOrg] of Map.groupBy(ended, (job) => job.org)) if (org) await note(sql, org, ofOrg)
  return ended.map((job) => job.id)
}

async function note(sql: Sql, org: string, ended: Ended[]): Promise<void> {
  const end = { act: 'cancel', digest: null, allowed: true, reason: why, result: 'cancelled' }
  await sql(asTenant, [org])
  await insertAudit(
    sql,
    org,
    ended.map(({ person, account, place, correlation }) => ({ person, account, place, correlation, ...end })),
  )
  await sql(asPlatform)
}
