// Events whose handling left these audit records, settled together as a group of turns is.
import { randomUUID } from 'node:crypto'
import type { Chain } from '../../src/store/audit/chain-end.ts'
import type { Store } from '../../src/store/open-store.ts'
import { insertArrivals } from '../../src/store/router/inbox-rows.ts'
import { settleTurns, type Turn } from '../../src/store/router/settle-turns.ts'
import type { AuditRecord } from '../../src/store/router/tenant-rows.ts'
import { auditRecord } from './audit-record.ts'

export type Audited = { org: string; audit: Partial<AuditRecord>[]; change?: NonNullable<Turn['change']> }

/** One event for each; says how many were settled. */
export async function settleAudit(store: Store, chain: Chain | undefined, ...audited: Audited[]): Promise<number> {
  const arrivals = audited.map(() => {
    const key = `console:${randomUUID()}`
    return { key, lane: key, isControl: false, contentType: 'text/plain', body: new Uint8Array() }
  })
  const ids = await insertArrivals(
    store.sql,
    arrivals.map((one) => ({ ...one, platform: 'console' as const, workspace: 'console' })),
  )
  const turns = audited.map(({ audit, ...rest }, i): Turn => {
    const { key = '' } = arrivals[i] ?? {}
    return {
      ...{ inboxId: ids.get(key) ?? '', lane: key, attempt: 0, correlation: 'AAAAA-BBBBB', end: { kind: 'done' } },
      ...{ outbox: [], messages: [], jobs: [], audit: audit.map(auditRecord), ...rest },
    }
  })
  return (await settleTurns(store, turns, chain)).length
}
