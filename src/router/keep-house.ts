// Forgets what has been settled for long enough, a batch at a time so that nobody waits behind it.
import { leastKeepDays, settings } from '../domain/settings.ts'
import type { Log } from '../ports/log.ts'
import { purgeActs } from '../store/gate/act-rows.ts'
import { purgeCallWindows } from '../store/gate/call-windows.ts'
import { purgeSpending } from '../store/gate/spending-rows.ts'
import { readEveryOrg } from '../store/identity/account-rows.ts'
import { purgeStepUps } from '../store/identity/factor-rows.ts'
import { purgeLinks } from '../store/identity/link-rows.ts'
import { purgeSessions } from '../store/identity/session-rows.ts'
import type { Store } from '../store/open-store.ts'
import { purgeMemory, purgesOfHistory, purgesOfOrg } from '../store/retention.ts'
import { purgeInbox } from '../store/router/inbox-rows.ts'
import { purgeJobs } from '../store/router/job-rows.ts'
import { purgeListening } from '../store/router/listening-rows.ts'
import { purgeOutbox } from '../store/router/outbox-rows.ts'
import { readSetting } from '../store/setting-rows.ts'
import type { Sql } from '../store/sql.ts'

type Purge = (sql: Sql, days: number) => Promise<number>

export async function keepHouse(store: Store, log: Log): Promise<Record<string, number>> {
  const orgs = await readEveryOrg(store.sql)
  const keep = await longestKept(store, orgs)
  const purges: Record<string, Purge> = {
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
    memory: purgeMemory,
  }
  const forgotten: Record<string, number> = {}
  const forget = async (name: string, purge: () => Promise<number>) => {
    for (let last = 1; last > 0; forgotten[name] = (forgotten[name] ?? 0) + last) last = await purge()
  }
  for (const [name, purge] of Object.entries(purges)) await forget(name, () => purge(store.sql, keep))
  for (const org of orgs) {
    const days = await keptBy(store, org)
    const history = await historyOf(store, org)
    for (const [name, purge] of Object.entries(purgesOfOrg))
      await forget(name, () => store.inOrgSql(org, (sql) => purge(sql, days)))
    if (history === undefined) continue
    for (const [name, purge] of Object.entries(purgesOfHistory))
      await forget(name, () => store.inOrgSql(org, (sql) => purge(sql, history)))
  }
  if (Object.values(forgotten).some((count) => count > 0)) log.info(forgotten, 'forgot what was settled long ago')
  return forgotten
}

/** What is settled belongs to the installation: it is kept as long as any org on it wants. */
async function longestKept(store: Store, orgs: string[]): Promise<number> {
  if (orgs.length === 0) return Number(settings['keep-days'].initial)
  return Math.max(...(await Promise.all(orgs.map((org) => keptBy(store, org)))))
}

async function keptBy(store: Store, org: string): Promise<number> {
  const { key, isOk, initial } = settings['keep-days']
  const set = await store.inOrgSql(org, (sql) => readSetting(sql, key))
  return Math.max(leastKeepDays, Number(set !== undefined && isOk(set) ? set : initial))
}

/** Undefined where it is kept for good. */
async function historyOf(store: Store, org: string): Promise<number | undefined> {
  const set = await store.inOrgSql(org, (sql) => readSetting(sql, settings['history-days'].key))
  return set === undefined || set === 'forever' ? undefined : Number(set)
}
