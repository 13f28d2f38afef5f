// Reads every org's chain from the store, a page at a time, and says what the verifier found.
import type { AuditHead } from '../store/audit/audit-head-rows.ts'
import { readHead } from '../store/audit/audit-head-rows.ts'
import { readAuditedOrgs, readSealed, readTail, type SealedEntry, type Tail } from '../store/audit/audit-rows.ts'
import type { Store } from '../store/open-store.ts'
import type { AuditKey } from './audit-key.ts'
import { createVerifier, type Fault, type Verifier } from './create-verifier.ts'

export type ChainReport = { org: string; entries: number; erased: number; fault: Fault | undefined; tail: Tail }

const page = 5_000

/** An entry that somebody numbered below the first is found as well. */
const beforeAny = Number.MIN_SAFE_INTEGER

export async function* verifyStore(
  store: Store,
  key: AuditKey,
  checkpoints: AuditHead[] = [],
): AsyncGenerator<ChainReport> {
  const byOrg = Map.groupBy(checkpoints, (one) => one.org)
  const orgs = new Set([...(await readAuditedOrgs(store.sql)), ...byOrg.keys()])
  for (const org of [...orgs].sort()) {
    const verifier = createVerifier(key, org, byOrg.get(org))
    const fault = await follow(store, org, verifier)
    yield { org, entries: verifier.seq(), erased: verifier.erased(), fault, tail: await readTail(store.sql, org) }
  }
}

async function follow(store: Store, org: string, verifier: Verifier): Promise<Fault | undefined> {
  for (;;) {
    const fault = await takeAll(store, org, verifier)
    if (fault) return fault
    const head = await store.inOrgSql(org, (sql) => readHead(sql, org))
    // The chain of a running Bellhop grows while we read: what the head knows of and we do not was sealed since.
    const more = head && head.seq > verifier.seq() ? await readPage(store, org, verifier.seq(), 1) : []
    if (more.length === 0) return verifier.end(head)
  }
}

async function takeAll(store: Store, org: string, verifier: Verifier): Promise<Fault | undefined> {
  let next = readPage(store, org, verifier.seq() || beforeAny, page)
  for (;;) {
    const entries = await next
    const last = entries.at(-1)
    if (!last) return undefined
    // The database reads the next page while we compute this one.
    next = readPage(store, org, last.seq, page)
    for (const entry of entries) {
      const fault = verifier.take(entry)
      if (!fault) continue
      await next.catch(() => undefined)
      return fault
    }
  }
}

function readPage(store: Store, org: string, after: number, limit: number): Promise<SealedEntry[]> {
  return store.inOrgSql(org, (sql) => readSealed(sql, org, after, limit))
}
