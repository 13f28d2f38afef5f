// A line in the log about where each chain ends, every hour or thousand entries: kept on another machine, it finds out whoever cuts the
// chain off and puts an older end back.
import { markLogged, readHead, readUnlogged } from '../store/audit/audit-head-rows.ts'
import { checkpointLine, isSigned } from './checkpoint.ts'
import { forEach } from './for-each.ts'
import type { Sealing } from './seal-pending.ts'

const every = { entries: 1_000, ms: 3_600_000 }

export async function logCheckpoints({ store, key, log, now }: Sealing): Promise<boolean> {
  const at = now()
  return forEach(await readUnlogged(store.sql, every.entries, at - every.ms), async (org) => {
    const head = await store.inOrgSql(org, async (sql) => {
      const found = await readHead(sql, org)
      return found && isSigned(key, found) && (await markLogged(sql, found, at)) ? found : undefined
    })
    if (head)
      log.info(
        { checkpoint: checkpointLine(head) },
        'audit checkpoint: keep it elsewhere, and audit:verify will ask for it',
      )
    return false
  })
}
