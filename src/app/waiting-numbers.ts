// What waits, was set aside or is in doubt: for `admin health`, and for whoever reads `/metrics`.
import type { MetricsRegistry } from '../http/create-metrics.ts'
import type { Store } from '../store/open-store.ts'
import { countInbox } from '../store/router/inbox-rows.ts'
import { countJobs } from '../store/router/job-rows.ts'
import { countOutbox } from '../store/router/outbox-rows.ts'

export async function countWaiting(store: Store, besides?: string): Promise<Record<string, number>> {
  const [inbox, outbox, jobs] = await Promise.all([
    countInbox(store.sql, besides),
    countOutbox(store.sql),
    countJobs(store.sql),
  ])
  return {
    'Events waiting': inbox.waiting,
    'Events parked': inbox.parked,
    'Replies waiting': outbox.waiting,
    'Replies in doubt': outbox.unknown,
    'Jobs waiting': jobs.waiting,
    'Jobs running': jobs.running,
  }
}

/** Counted when somebody reads them. A database that does not answer leaves them as they were: that it does not, `/readyz` says. */
export function withWaiting(metrics: MetricsRegistry, store: Store): MetricsRegistry {
  return {
    ...metrics,
    async read() {
      const waiting = await countWaiting(store).catch(() => ({}))
      for (const [what, count] of Object.entries(waiting))
        metrics.gauge('bellhop_waiting', { what: what.toLowerCase() }, count)
      return metrics.read()
    },
  }
}
