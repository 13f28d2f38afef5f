// Whether the sealer keeps up, as `/readyz` and `admin health` show it.
import type { Probe } from '../ports/health.ts'
import { readTail } from '../store/audit/audit-rows.ts'
import type { Store } from '../store/open-store.ts'

const lateMs = 60_000

export function auditProbe(store: Store, now: () => number): Probe {
  return {
    name: 'audit',
    matters: false,
    async ask() {
      const { count, oldest } = await readTail(store.sql)
      const isLate = oldest !== null && now() - oldest.getTime() > lateMs
      return { ok: !isLate, detail: isLate ? `${count} entries wait to be sealed` : 'sealed' }
    },
  }
}
