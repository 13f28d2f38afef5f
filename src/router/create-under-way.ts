// Before a call is made it stands written that it is under way: whoever sends next after a crash looks up what became of it.
import { createInFlight } from '../domain/in-flight.ts'
import type { HeldLease } from '../ports/lease.ts'
import { doubtUnderWay, writeUnderWay } from '../store/router/under-way-rows.ts'
import type { Sql } from '../store/sql.ts'

export type UnderWay = {
  /** Once for each lease, before anything is read: what its last holder left under way is in doubt. */
  take(lease: HeldLease): Promise<void>
  /** Returns the ids of those that may be called. */
  begin(lease: HeldLease, ids: string[]): Promise<Set<string>>
  /** It stands written what became of it. */
  end(id: string): void
}

export function createUnderWay(sql: Sql): UnderWay {
  let calls = createInFlight<string>()
  let taken: HeldLease | undefined
  // Each writes all of them: written side by side, an older list could take the place of a newer.
  let writing: Promise<unknown> = Promise.resolve()

  async function write(lease: HeldLease, ids: string[]): Promise<Set<string>> {
    if (lease !== taken) return new Set()
    for (const id of ids) calls.add(id)
    try {
      const may = new Set(await writeUnderWay(sql, lease, ids, [...calls]))
      for (const id of ids) if (!may.has(id)) calls.delete(id)
      return may
    } catch (error) {
      for (const id of ids) calls.delete(id)
      throw error
    }
  }

  return {
    async take(lease) {
      if (lease === taken) return
      await doubtUnderWay(sql, lease)
      calls = createInFlight()
      taken = lease
    },
    begin(lease, ids) {
      const written = writing.then(() => write(lease, ids))
      writing = written.catch(() => undefined)
      return written
    },
    end: (id) => calls.delete(id),
  }
}
