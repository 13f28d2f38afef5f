// An org of a test whose audit log has begun, and what can be asked of its chain.
import { randomUUID } from 'node:crypto'
import { createAuditKey } from '../../src/audit/audit-key.ts'
import { createChain } from '../../src/audit/create-chain.ts'
import { sealPending } from '../../src/audit/seal-pending.ts'
import type { ChainReport } from '../../src/audit/verify-store.ts'
import { verifyStore } from '../../src/audit/verify-store.ts'
import { readSealed, type SealedEntry } from '../../src/store/audit/audit-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { createQuietLog } from './quiet.ts'
import { type Audited, settleAudit } from './settle-audit.ts'

export const testAuditKey = createAuditKey(Buffer.alloc(32, 7))

export type AuditedOrg = {
  id: string
  /** Settles one event for each of these, together. */
  settle(...audits: Audited['audit'][]): Promise<number>
  /** What is left is sealed; the errors that were logged with it. */
  seal(): Promise<string[]>
  sealed(): Promise<SealedEntry[]>
  verify(): Promise<ChainReport>
}

/** Its first entry is sealed: what comes next finds an end. */
export async function beginAuditedOrg(store: Store): Promise<AuditedOrg> {
  const id = randomUUID()
  const chain = createChain(testAuditKey)
  await store.inOrgSql(id, (sql) => insertOrg(sql, { id, name: 'Audited', isSample: false }))
  const org: AuditedOrg = {
    id,
    settle: (...audits) => settleAudit(store, chain, ...audits.map((audit) => ({ org: id, audit }))),
    async seal() {
      const log = createQuietLog()
      while (await sealPending({ store, key: testAuditKey, log, now: Date.now }));
      return log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)
    },
    sealed: () => store.inOrgSql(id, (sql) => readSealed(sql, id, 0, 10_000)),
    async verify() {
      for await (const report of verifyStore(store, testAuditKey)) if (report.org === id) return report
      throw new Error('the org was not verified')
    },
  }
  await org.settle([{ act: 'first' }])
  await org.seal()
  return org
}
