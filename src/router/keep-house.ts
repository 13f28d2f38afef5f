// Forgets what has been settled for long enough, a batch at a time so that nobody waits behind it.
import type { Log } from '../ports/log.ts'
import { purgeActs } from '../store/act-rows.ts'
import { purgeCallWindows } from '../store/call-windows.ts'
import { purgeStepUps } from '../store/factor-rows.ts'
import { purgeInbox } from '../store/inbox-rows.ts'
import { purgeJobs } from '../store/job-rows.ts'
import { purgeLinks } from '../store/link-rows.ts'
import { purgeListening } from '../store/listening-rows.ts'
import type { Store } from '../store/open-store.ts'
import { purgeOutbox } from '../store/outbox-rows.ts'
import { purgeSpending } from '../store/spending-rows.ts'
import type { Sql } from '../store/sql.ts'

/** Telegram may repeat an update for a day and Slack for an hour: what was seen is remembered well beyond both. */
export const shortestMemoryDays = 8

export async function keepHouse(store: Store, days: number, log: Log): Promise<Record<string, number>> {
  const keep = Math.max(days, shortestMemoryDays)
  const purges: Record<string, (sql: Sql, days: number) => Promise<number>> = {
    inbox: purgeInbox,
    outbox: purgeOutbox,
    jobs: purgeJobs,
    acts: purgeActs,
    listening: purgeListening,
    links: purgeLinks,
    stepUps: purgeStepUps,
    calls: purgeCallWindows,
    spending: purgeSpending,
  }
  const forgotten: Record<string, number> = {}
  for (const [name, purge] of Object.entries(purges)) {
    let total = 0
    for (let last = 1; last > 0; total += last) last = await purge(store.sql, keep)
    forgotten[name] = total
  }
  if (Object.values(forgotten).some((count) => count > 0)) log.info(forgotten, 'forgot what was settled long ago')
  return forgotten
}
