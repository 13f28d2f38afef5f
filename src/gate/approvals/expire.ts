// Approvals nobody answered in time end by themselves, and whoever asked is told.
import { newCorrelation } from '../../domain/correlation.ts'
import { findExpired, lockApproval } from '../../store/gate/approval-rows.ts'
import { sqlIn } from '../../store/in-org.ts'
import { insertAudit } from '../../store/router/tenant-rows.ts'
import { conclude } from './conclude.ts'
import type { Parts } from './parts.ts'

const batch = 50

/** True when there may be more. */
export async function expire(parts: Parts): Promise<boolean> {
  const due = await findExpired(parts.store.sql, batch)
  const failures: unknown[] = []
  // One that cannot be ended keeps nobody else's open.
  for (const { id, org } of due) await expireOne(parts, org, id).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
  return due.length === batch
}

async function expireOne(parts: Parts, org: string, id: string): Promise<void> {
  const people = await parts.ranks.people(org)
  const nameOf = (person: string | null) => people.find((one) => one.person === person)?.name ?? 'somebody'
  await parts.store.inOrg(org, async (tx) => {
    const row = await lockApproval(sqlIn(tx), id)
    // Another process was faster.
    if (row?.state !== 'open') return
    await conclude(parts, org, tx, row, { state: 'expired', by: null, reason: null }, nameOf)
    const about = { person: null, account: null, place: row.place, act: row.tool, digest: null }
    const ending = {
      allowed: false,
      reason: 'nobody approved it in time',
      result: 'expired',
      correlation: newCorrelation(),
    }
    await insertAudit(sqlIn(tx), org, [{ ...about, ...ending, correlation: row.correlation, approval: id }])
  })
  for (const platform of parts.platforms.keys()) parts.store.wake.ring(`outbox:${platform}`)
}
