// Chains what was committed since, org by org, a batch in a short transaction of its own. Any process may do it: the row that
// holds a chain's end is locked meanwhile.
import { littleByLittle } from '../domain/little-by-little.ts'
import type { Log } from '../ports/log.ts'
import { type LockedHead, lockHead, writeHead } from '../store/audit/audit-head-rows.ts'
import {
  type AuditEntry,
  readLastSealed,
  readUnsealed,
  readUnsealedOrgs,
  type SealedEntry,
  writeSeals,
} from '../store/audit/audit-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import type { AuditKey } from './audit-key.ts'
import { checkpointLine, isSigned, signHead } from './checkpoint.ts'
import { genesisOf, sealEntry } from './hash-entry.ts'

/** Sees what was sealed, in the same transaction; `before` is the hash of the entry before. */
export type Watch = (sql: Sql, org: string, fresh: SealedEntry[], before: string) => Promise<void>

export type Sealing = {
  store: Store
  key: AuditKey
  log: Log
  now(): number
  watch?: Watch
}

const batch = 2_000
/** Whoever waits for an answer goes first, after so many. */
const atOnce = 100

/** Seals one batch for each org; true when there may be more right away. */
export async function sealPending(sealing: Sealing): Promise<boolean> {
  let isFull = false
  const failures: unknown[] = []
  for (const org of await readUnsealedOrgs(sealing.store.sql)) {
    // What keeps one org's chain from growing keeps no other's.
    const count = await sealBatch(sealing, org).catch((error: unknown) => failures.push(error) && 0)
    isFull = count === batch || isFull
  }
  if (failures.length > 0) throw failures[0]
  return isFull
}

export async function sealAllOf(sealing: Sealing, org: string): Promise<void> {
  for (let sealed = batch; sealed === batch; ) sealed = await sealBatch(sealing, org)
}

async function sealBatch(sealing: Sealing, org: string): Promise<number> {
  const { store, key, log, now, watch } = sealing
  const done = await store.inOrgSql(org, async (sql) => {
    const locked = await lockHead(sql, org, genesisOf(org))
    const entries = await readUnsealed(sql, org, batch)
    if (entries.length === 0) return { count: 0 }
    const end = await findEnd(sql, sealing, locked)
    const fresh = await chain(key, org, end, entries)
    await writeSeals(sql, org, fresh)
    const last = fresh.at(-1) ?? end
    const head = signHead(key, { org, seq: last.seq, hash: last.hash, at: now() })
    const isLogged = isDue(locked, head)
    await writeHead(sql, head, isLogged)
    if (watch) await watchAside(sql, log, () => watch(sql, org, fresh, end.hash))
    return { count: fresh.length, ...(isLogged ? { line: checkpointLine(head) } : {}) }
  })
  if (done.line)
    log.info({ checkpoint: done.line }, 'audit checkpoint: keep it elsewhere, and audit:verify will ask for it')
  return done.count
}

async function chain(
  key: AuditKey,
  org: string,
  end: { seq: number; hash: string },
  entries: AuditEntry[],
): Promise<SealedEntry[]> {
  let { seq, hash } = end
  const chained: SealedEntry[] = []
  const add = (entry: AuditEntry) => {
    const sealed = sealEntry(key, org, ++seq, hash, entry)
    hash = sealed.hash
    chained.push({ ...entry, ...sealed })
  }
  await littleByLittle(entries, add, atOnce)
  return chained
}

/** The signed end counts, not the last row that is there: a chain that was cut off must not close over the gap. */
async function findEnd(sql: Sql, { key, log }: Sealing, head: LockedHead): Promise<{ seq: number; hash: string }> {
  const last = (await readLastSealed(sql, head.org)) ?? { seq: 0, hash: genesisOf(head.org) }
  const isOurs = head.seq === 0 ? head.signature === '' : isSigned(key, head)
  if (isOurs && head.seq === last.seq && head.hash === last.hash) return head
  log.error(
    { org: head.org, signed: head.seq, found: last.seq },
    'the audit chain does not end as signed: run npm run audit:verify',
  )
  return isOurs && head.seq > last.seq ? head : last
}

/** What a detector stumbles over must not keep the chain from growing. */
async function watchAside(sql: Sql, log: Log, work: () => Promise<void>): Promise<void> {
  await sql('savepoint watching')
  try {
    await work()
  } catch (error) {
    await sql('rollback to savepoint watching')
    log.error({ error }, 'the detectors over the audit log failed')
  }
}

const every = { entries: 1_000, ms: 3_600_000 }

function isDue({ loggedSeq, loggedAt }: LockedHead, { seq, at }: { seq: number; at: number }): boolean {
  return loggedAt === null || seq - loggedSeq >= every.entries || at - loggedAt >= every.ms
}
