// The commands over the audit log, each given what it needs of the store.
import { checkpointLine } from '../audit/checkpoint.ts'
import { exportAudit } from '../audit/export-audit.ts'
import { thresholdSettings, thresholdsIn } from '../audit/threshold.ts'
import { adminAudit } from '../commands/admin/admin-audit.ts'
import { adminAuditAlerts } from '../commands/admin/admin-audit-alerts.ts'
import { adminAuditCheckpoint } from '../commands/admin/admin-audit-checkpoint.ts'
import { adminAuditExport } from '../commands/admin/admin-audit-export.ts'
import type { CommandDeclaration } from '../domain/command.ts'
import type { Clock } from '../ports/clock.ts'
import { readAlarms } from '../store/audit/audit-alert-rows.ts'
import { readHead } from '../store/audit/audit-head-rows.ts'
import { readAuditPage } from '../store/audit/audit-search.ts'
import { asOrgTransaction, sqlIn } from '../store/in-org.ts'
import type { Store } from '../store/open-store.ts'
import { readSettings, saveSetting } from '../store/setting-rows.ts'

export function auditCommands(store: Store, { now }: Pick<Clock, 'now'>): CommandDeclaration[] {
  return [
    adminAudit({ page: (org, filter, page) => store.inOrgSql(org, (sql) => readAuditPage(sql, filter, page)), now }),
    adminAuditExport({ pieces: (org, format, filter, from) => exportAudit(store, { org, format, filter, from }), now }),
    adminAuditCheckpoint({
      async checkpoint(org) {
        const head = await store.inOrgSql(org, (sql) => readHead(sql, org))
        return head && { seq: head.seq, line: checkpointLine(head) }
      },
    }),
    adminAuditAlerts({
      thresholds: async (org) => thresholdsIn(await store.inOrgSql(org, (sql) => readSettings(sql, thresholdSettings))),
      alarms: (org, limit) => store.inOrgSql(org, (sql) => readAlarms(sql, org, limit)),
      save: (call, org, detector, value) =>
        call.change((tx) => saveSetting(sqlIn(asOrgTransaction(tx)), org, thresholdSettings + detector, value)),
    }),
  ]
}
