// How an approval ends: once, with its cards locked, the asker told, and, when it was given, with the job that runs what was asked.
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Reply, say } from '../../domain/reply.ts'
import { type ApprovalEnd, type ApprovalRow, settleApproval } from '../../store/gate/approval-rows.ts'
import { asPlatform, asTenant, type OrgTransaction, sqlIn } from '../../store/in-org.ts'
import { insertJobs, type NewJob } from '../../store/router/job-rows.ts'
import { insertOutbox, type NewOutboxRow } from '../../store/router/outbox-rows.ts'
import { endingOf, lockedCard, replaceCards, shortId } from './cards.ts'
import { errandOf, type Parts } from './parts.ts'

export async function conclude(
  parts: Parts,
  org: string,
  tx: OrgTransaction,
  row: ApprovalRow,
  end: ApprovalEnd,
  nameOf: (person: string | null) => string,
): Promise<void> {
  const settled = await settleApproval(sqlIn(tx), row.id, end)
  if (!settled) throw new BellhopError('conflict', 'Somebody else settled that a moment ago.')
  const asker = nameOf(row.asker)
  const ending = endingOf(settled, nameOf(end.by))
  const job: NewJob = JSON.parse(settled.errand)
  const locks = replaceCards(parts, settled, lockedCard(settled, asker, ending))
  const isApproved = settled.state === 'approved'
  const told = tell(
    parts,
    settled,
    isApproved,
    `${escapeMarkdown(asker)}, approval ${shortId(row.id)} to ${escapeMarkdown(row.summary)}: ${ending}`,
  )
  await writeOut(org, tx, [...locks, ...told], isApproved ? [job] : [])
}

/** The platform's own rows, out of a transaction that acts for an org. */
export async function writeOut(org: string, tx: OrgTransaction, rows: NewOutboxRow[], jobs: NewJob[]): Promise<void> {
  const sql = sqlIn(tx)
  await sql(asPlatform)
  await insertOutbox(sql, rows)
  await insertJobs(sql, jobs)
  await sql(asTenant, [org])
}

function tell(parts: Parts, row: ApprovalRow, isApproved: boolean, text: string): NewOutboxRow[] {
  const { incoming } = errandOf(JSON.parse(row.errand))
  const platform = parts.platforms.get(incoming.platform)
  const said: Reply = say(text)
  // Whoever withdrew it knows.
  if (!platform || row.state === 'withdrawn') return []
  if (isApproved) return parts.planLive(platform, row.id, said, incoming.replyTo, row.correlation)
  return parts.planReply(platform, said, incoming.replyTo, row.correlation)
}
