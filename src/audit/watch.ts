// Asks every detector about a span of the chain, and keeps the alarms they raise: one about a subject, until it is quiet again.
import { raiseAlarm } from '../store/audit/audit-alert-rows.ts'
import { readNotable } from '../store/audit/audit-span.ts'
import { readSettings } from '../store/setting-rows.ts'
import type { AuditKey } from './audit-key.ts'
import { createAccountsSeen } from './detectors/accounts-seen.ts'
import { detectors } from './detectors/all.ts'
import { privileged } from './detectors/new-place.ts'
import { thresholdSettings, thresholdsIn } from './threshold.ts'
import type { Watch } from './watch-sealed.ts'

/** An alarm of the same kind about the same subject is not repeated sooner. */
const quietMs = 3_600_000

export function createWatch(key: AuditKey): Watch {
  const accountsSeen = createAccountsSeen()
  return async (sql, org, span) => {
    const own = thresholdsIn(await readSettings(sql, thresholdSettings))
    const notable = await readNotable(sql, org, span, privileged)
    for (const detector of detectors) {
      const threshold = own.get(detector.name) ?? detector.usual
      if (threshold === 'off') continue
      for (const finding of await detector.find({ sql, org, key, span, notable, threshold, accountsSeen })) {
        const alarm = { ...finding, detector: detector.name, withinMs: threshold.withinMs }
        await raiseAlarm(sql, org, alarm, Math.max(quietMs, threshold.withinMs))
      }
    }
  }
}
