// Turns what is due into jobs. Both commit together, so a crash loses no run and makes none twice, however many processes look.
import type { Incoming } from '../domain/incoming.ts'
import { referenceOf } from '../domain/reference.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { createLooker, type Looker } from '../router/create-looker.ts'
import { errandQueue, toJob } from '../router/errand-job.ts'
import type { Store } from '../store/open-store.ts'
import { insertJobs, type NewJob } from '../store/router/job-rows.ts'
import { lockDueSchedules, moveOn, type ScheduleRow, stopSchedule } from '../store/schedule-rows.ts'
import { parseCron } from './cron.ts'
import { countRuns, nextRun } from './next-run.ts'

type Options = { store: Store; clock: Pick<Clock, 'now'>; log: Log; everyMs?: number }

export const scheduleTopic = 'schedules'

export type Ticker = Pick<Looker, 'start'> & { stop(): Promise<void> }

export function createTicker({ store, clock, log, everyMs = 2_000 }: Options): Ticker {
  const look = () =>
    runDue(store, clock.now(), undefined, (error, schedule) =>
      log.error({ error, schedule }, 'a schedule cannot be run any more: it is stopped'),
    )
  const looker = createLooker({ look, everyMs, log, name: 'schedules' })
  const unsubscribe = store.wake.on(scheduleTopic, looker.nudge)
  return {
    start: looker.start,
    async stop() {
      unsubscribe()
      await looker.stop(() => true)
    },
  }
}

/** True when more may be due. */
export async function runDue(
  store: Store,
  now: number,
  limit = 20,
  onFault?: (error: unknown, id: string) => void,
): Promise<boolean> {
  const count = await store.transact(async (sql) => {
    const due = await lockDueSchedules(sql, now, limit)
    for (const row of due) {
      const run = attempt(row, now)
      if ('fault' in run) {
        // It would fail again at each look, and take the others with it.
        onFault?.(run.fault, row.id)
        await stopSchedule(sql, row.id, 'internal')
        continue
      }
      await insertJobs(sql, [run.job])
      await moveOn(sql, row.id, row.nextAt ?? now, run.nextAt)
    }
    return due.length
  })
  if (count > 0) store.wake.ring(`jobs:${errandQueue}`)
  return count === limit
}

function attempt(row: ScheduleRow, now: number): { job: NewJob; nextAt: number | null } | { fault: unknown } {
  try {
    return { job: jobOf(row, now), nextAt: nextOf(row, now) ?? null }
  } catch (fault) {
    return { fault }
  }
}

/** However many runs were missed while nobody looked, one makes up for them, and says so. */
function jobOf(row: ScheduleRow, now: number): NewJob {
  const { id, line, words, timeZone, failures } = row
  const dueAt = row.nextAt ?? now
  const key = `schedule:${id}:${dueAt}`
  const missed = countRuns(parseCron(row.cron), timeZone, dueAt, now)
  const place = JSON.parse(row.place) as Incoming
  const incoming: Incoming = { ...place, id: key, text: line, org: row.org, at: dueAt }
  const caller = { account: row.account, person: row.person, name: row.owner, org: row.org, role: 'stranger' as const }
  const schedule = { id, line, words: `${words} ${timeZone}`, timeZone, dueAt, foundAt: now, missed, failures }
  const errand = { tool: row.tool, input: undefined, caller, incoming, key: `${key} ${row.tool}`, title: line }
  return toJob({ ...errand, schedule }, referenceOf(key))
}

function nextOf(row: ScheduleRow, now: number): number | undefined {
  return nextRun(parseCron(row.cron), row.timeZone, Math.max(now, row.nextAt ?? now))
}
