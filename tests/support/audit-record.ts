import type { AuditRecord } from '../../src/store/router/tenant-rows.ts'

/** An entry of the audit log in which nothing stands out but what is given. */
export function auditRecord(given: Partial<AuditRecord>): AuditRecord {
  return {
    person: null,
    account: 'slack:T1:U1',
    place: 'slack:T1:C1',
    act: 'ping',
    digest: null,
    allowed: true,
    reason: null,
    result: 'done',
    correlation: 'AAAAA-BBBBB',
    ...given,
  }
}
