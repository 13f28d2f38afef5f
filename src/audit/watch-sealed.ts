// Shows the detectors what was sealed since they looked last, whoever sealed it. How far they have looked commits with the alarms they
// raised, so after a crash they look again. The end of a chain is not held meanwhile: acts would find it so, and be left to the sealer.
import type { Log } from '../ports/log.ts'
import { markWatched, readUnwatched, type Unwatched } from '../store/audit/audit-head-rows.ts'
import { readSpan, type Span } from '../store/audit/audit-span.ts'
import type { Store } from '../store/open-store.ts'
import type { Sql } from '../store/sql.ts'
import { forEach } from './for-each.ts'

export type Watch = (sql: Sql, org: string, span: Span) => Promise<void>

export type Watching = { store: Store; log: Log; watch: Watch }

const most = 2_000

/** Some of each org's chain; true when there is more right away. */
export async function watchSealed(watching: Watching): Promise<boolean> {
  return forEach(await readUnwatched(watching.store.sql), (unwatched) => watchSome(watching, unwatched))
}

function watchSome({ store, log, watch }: Watching, { org, watchedSeq, seq }: Unwatched): Promise<boolean> {
  return store.inOrgSql(org, async (sql) => {
    // Somebody cut the chain off, or would have us look away.
    if (watchedSeq > seq)
      log.error({ org, seq, watchedSeq }, 'more of the audit chain was watched than there is: run npm run audit:verify')
    const after = watchedSeq > seq ? Math.max(0, seq - most) : watchedSeq
    const span = await readSpan(sql, org, after, seq, most)
    await sql('savepoint watching')
    const undo = () => sql('rollback to savepoint watching')
    try {
      if (span.acts.length > 0) await watch(sql, org, span)
    } catch (error) {
      // What a detector stumbles over must not keep it from what comes after.
      await undo()
      log.error({ error }, 'the detectors over the audit log failed')
    }
    const isOurs = await markWatched(sql, org, watchedSeq, span.to)
    if (!isOurs) await undo()
    return isOurs && span.to < seq
  })
}
