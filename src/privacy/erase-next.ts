// Takes people out of everything we hold. Each erasure is a row that says how far it came, so a crash costs nothing but time.

import { eraseFromAudit } from '../audit/erase-from-audit.ts'
import type { Sealing } from '../audit/seal-pending.ts'
import type { AccountKey } from '../domain/person.ts'
import { whisper } from '../domain/reply.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Log } from '../ports/log.ts'
import { cancelTopic } from '../router/cancel-job.ts'
import { planReply } from '../router/plan-reply.ts'
import { readAccountsOf } from '../store/identity/account-rows.ts'
import { leaveOrg } from '../store/identity/member-rows.ts'
import { asTenant } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import {
  type ErasureRow,
  endErasure,
  keepTraces,
  listOpenErasures,
  markGone,
  readErasure,
} from '../store/privacy/erasure-rows.ts'
import { findAuditedPlaces, type Traces } from '../store/privacy/person-traces.ts'
import { patternsOf } from '../store/privacy/trace-patterns.ts'
import { dropJobsOf } from '../store/router/job-rows.ts'
import { insertOutbox } from '../store/router/outbox-rows.ts'
import { findTraces } from './find-traces.ts'
import { leftInUse, sweepAll } from './sweep.ts'

export type EraserParts = {
  /** Made only when there is somebody to erase. */
  sealing(): Promise<Sealing>
  store: Store
  platforms: Platforms
  /** Gives back what a provider lets us do for them; true when it was told. */
  revoke(account: AccountKey): Promise<boolean>
  /** Deletes what lies outside the database; whatever it finds gone is gone. */
  dropFiles?: (traces: Traces, leaveNames: boolean) => Promise<void>
  log: Log
}

/** What waits longer to be answered waits for nothing that still runs here. */
const patienceMs = 10 * 60_000

/** Every erasure as far as it goes; true when one was ended. One that waits, or fails, holds up no other. */
export async function eraseNext(parts: EraserParts, signal: AbortSignal): Promise<boolean> {
  const failures: unknown[] = []
  let hasEnded = false
  for (const id of await listOpenErasures(parts.store.sql)) {
    signal.throwIfAborted()
    const isEnded = await erase(parts, id, signal).catch((error) => void failures.push(error))
    hasEnded ||= isEnded === true
  }
  if (failures.length > 0) throw failures[0]
  return hasEnded
}

async function erase(parts: EraserParts, id: string, signal: AbortSignal): Promise<boolean> {
  const { store } = parts
  const row = await readErasure(store.sql, id)
  if (!row) return false
  const traces = row.traces ?? (await findTraces(store, row.org, row.person))
  if (!row.traces) await keepTraces(store.sql, row.id, traces)
  const counts = row.state === 'asked' ? await emptyAll(parts, row, traces, signal) : row.counts
  // Whoever wrote while we were at it was still known to a turn or two.
  const goneAt = row.goneAt ?? new Date()
  const isLast = goneAt.getTime() + patienceMs < Date.now()
  const search = { ...searchFor(row, traces), until: goneAt, isLast }
  if (!isLast && (await leftInUse(store, search))) return false
  const late = await sweepAll(store, search, signal)
  await end(parts, row, together(counts, late))
  parts.log.info({ erasure: row.id }, 'somebody was taken out of what is held')
  return true
}

async function emptyAll(
  parts: EraserParts,
  row: ErasureRow,
  traces: Traces,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const { store, revoke, dropFiles, log } = parts
  for (const id of await dropJobsOf(store.sql, row.org, traces.accounts)) store.wake.tell(cancelTopic, id, id)
  if (!traces.workspaces)
    for (const { key } of await readAccountsOf(store.sql, [row.person]))
      await revoke(key).catch((error) => log.warn({ error, erasure: row.id }, 'a provider was not told of an erasure'))
  await dropFiles?.(traces, row.leaveNames)
  const counts = await sweepAll(store, searchFor(row, traces), signal)
  const places = await store.inOrgSql(row.org, (sql) => findAuditedPlaces(sql, traces, patternsOf(traces)))
  const subject = { person: row.person, accounts: traces.accounts, traces: [...traces.places, ...places] }
  const audit = await eraseFromAudit(await parts.sealing(), row.org, subject)
  const all = audit > 0 ? { ...counts, audit_entry: audit } : counts
  const isEverywhere = traces.workspaces === null
  await store.transact(async (sql) => {
    if (isEverywhere) await sql('delete from account where person_id = $1::uuid', [row.person])
    await markGone(sql, row.id, all)
    await sql(asTenant, [row.org])
    await leaveOrg(sql, row.person, isEverywhere)
  })
  return all
}

function together(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...names].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]))
}

function searchFor(row: ErasureRow, traces: Traces) {
  return { traces, patterns: patternsOf(traces, row.leaveNames) }
}

async function end({ store, platforms }: EraserParts, row: ErasureRow, counts: Record<string, number>): Promise<void> {
  const platform = row.replyTo && platforms.get(row.replyTo.platform)
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
  const text = `That person is gone from what I hold: ${total} rows were deleted, emptied or rid of them. What stands in Slack or Telegram themselves, and in dumps made before, I cannot reach.`
  await store.transact(async (sql) => {
    const isOurs = await endErasure(sql, row.id, counts)
    if (isOurs && platform && row.replyTo)
      await insertOutbox(sql, planReply(platform, whisper(text), row.replyTo, row.correlation))
  })
  if (row.replyTo) store.wake.ring(`outbox:${row.replyTo.platform}`)
}
