// Chains what was committed unsealed, org by org, a batch in a short transaction of its own: acts that found the end of their chain held by
// another, and whatever is not written by a group of turns. Any process may do it: the row that holds a chain's end is locked meanwhile.
import { littleByLittle } from '../domain/little-by-little.ts'
import type { Log } from '../ports/log.ts'
import { type AuditHead, lockHead, writeHead } from '../store/audit/audit-head-rows.ts'
import {
  readLastSealed,
  readUnsealed,
  readUnsealedOrgs,
  type SealedEntry,
  writeSeals,
} from '../store/audit/audit-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import type { AuditKey } from './audit-key.ts'
import { isSigned, signHead } from './checkpoint.ts'
import { forEach } from './for-each.ts'
import { genesisOf, sealFrom } from './hash-entry.ts'

export type Sealing = {
  store: Store
  key: AuditKey
  log: Log
  now(): number
}

const batch = 2_000
/** Whoever waits for an answer goes first, after so many. */
const atOnce = 100

/** Seals one batch for each org; true when there may be more right away. */
export async function sealPending(sealing: Sealing): Promise<boolean> {
  const orgs = await sealing.store.transact(readUnsealedOrgs)
  return forEach(orgs, (org) => sealBatch(sealing, org))
}

export async function sealAllOf(sealing: Sealing, org: string): Promise<void> {
  while (await sealBatch(sealing, org));
}

function sealBatch(sealing: Sealing, org: string): Promise<boolean> {
  const { store, key, now } = sealing
  return store.inOrgSql(org, async (sql) => {
    const locked = await lockHead(sql, org, genesisOf(org))
    const entries = await readUnsealed(sql, org, batch)
    if (entries.length === 0) return false
    const end = await findEnd(sql, sealing, locked)
    const seal = sealFrom(key, org, end)
    const fresh: SealedEntry[] = []
    await littleByLittle(entries, (entry) => fresh.push({ ...entry, ...seal(entry) }), atOnce)
    await writeSeals(sql, org, fresh)
    const { seq, hash } = fresh.at(-1) ?? end
    await writeHead(sql, signHead(key, { org, seq, hash, at: now() }))
    return entries.length === batch
  })
}

/** The signed end counts, not the last row that is there: a chain that was cut off must not close over the gap. */
async function findEnd(sql: Sql, { key, log }: Sealing, head: AuditHead): Promise<{ seq: number; hash: string }> {
  const last = (await readLastSealed(sql, head.org)) ?? { seq: 0, hash: genesisOf(head.org) }
  const isOurs = head.seq === 0 ? head.signature === '' : isSigned(key, head)
  if (isOurs && head.seq === last.seq && head.hash === last.hash) return head
  log.error(
    { org: head.org, signed: head.seq, found: last.seq },
    'the audit chain does not end as signed: run npm run audit:verify',
  )
  return isOurs && head.seq > last.seq ? head : last
}
