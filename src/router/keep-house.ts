// Forgets what has been settled for long enough, a batch at a time so that nobody waits behind it.
import { leastKeepDays, settings } from '../domain/settings.ts'
import type { Log } from '../ports/log.ts'
import { readEveryOrg } from '../store/account-rows.ts'
import { purgeActs } from '../store/act-rows.ts'
import { purgeCallWindows } from '../store/call-windows.ts'
import { purgeStepUps } from '../store/factor-rows.ts'
import { purgeInbox } from '../store/inbox-rows.ts'
import { purgeJobs } from '../store/job-rows.ts'
import { purgeLinks } from '../store/link-rows.ts'
import { purgeListening } from '../store/listening-rows.ts'
import type { Store } from '../store/open-store.ts'
import { purgeOutbox } from '../store/outbox-rows.ts'
import { purgeSessions } from '../store/session-rows.ts'
import { readSetting } from '../store/setting-rows.ts'
import { purgeSpending } from '../store/spending-rows.ts'
import type { Sql } from '../store/sql.ts'
import { purgeMessages } from '../store/tenant-rows.ts'

export async function keepHouse(store: Store, log: Log): Promise<Record<string, number>> {
  const orgs = await readEveryOrg(store.sql)
  const keep = await longestKept(store, orgs)
  const purges: Record<string, (sql: Sql, days: number) => Promise<number>> = {
    inbox: purgeInbox,
    outbox: purgeOutbox,
    jobs: purgeJobs,
    acts: purgeActs,
    listening: purgeListening,
    links: purgeLinks,
    stepUps: purgeStepUps,
    sessions: purgeSessions,
    calls: purgeCallWindows,
    spending: purgeSpending,
  }
  const forgotten: Record<string, number> = {}
  for (const [name, purge] of Object.entries(purges)) {
    let total = 0
    for (let last = 1; last > 0; total += last) last = await purge(store.sql, keep)
    forgotten[name] = total
  }
  forgotten.messages = 0
  for (const org of orgs) forgotten.messages += await forgetHistory(store, org)
  if (Object.values(forgotten).some((count) => count > 0)) log.info(forgotten, 'forgot what was settled long ago')
  return forgotten
}

/** What is settled belongs to the installation: it is kept as long as any org on it wants. */
async function longestKept(store: Store, orgs: string[]): Promise<number> {
  const usual = settings['keep-days']
  let longest = leastKeepDays
  for (const org of orgs) {
    const set = await store.inOrgSql(org, (sql) => readSetting(sql, usual.key))
    longest = Math.max(longest, Number(set !== undefined && usual.isOk(set) ? set : usual.initial))
  }
  return orgs.length > 0 ? longest : Number(usual.initial)
}

async function forgetHistory(store: Store, org: string): Promise<number> {
  const set = await store.inOrgSql(org, (sql) => readSetting(sql, settings['history-days'].key))
  if (set === undefined || set === 'forever') return 0
  let total = 0
  for (let last = 1; last > 0; total += last) last = await store.inOrgSql(org, (sql) => purgeMessages(sql, Number(set)))
  return total
}
