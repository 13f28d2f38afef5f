// The places in an event's life where the process may be killed, and the doors to them: the store and the platform, wrapped.

import type { Store } from '../../src/store/open-store.ts'
import type { Sql } from '../../src/store/sql.ts'

export const stages = ['insert', 'commit', 'ack', 'effect', 'send', 'record'] as const
export type Stage = (typeof stages)[number]

export type Killer = {
  /** Kills this process if this is the place and the time. */
  pass(stage: Stage): void
}

export function createKiller(at: Stage | undefined, after: number): Killer {
  let passed = 0
  return {
    pass(stage) {
      if (stage === at && ++passed > after) process.kill(process.pid, 'SIGKILL')
    },
  }
}

/** The store with a chance to die before an event is written, while it is, and before a send is recorded. */
export function mortalStore(store: Store, killer: Killer): Store {
  const watch =
    (sql: Sql): Sql =>
    async (text, values) => {
      if (text.includes('insert into inbox')) {
        killer.pass('insert')
        const writing = sql(text, values) as ReturnType<Sql>
        setImmediate(() => killer.pass('commit'))
        return (await writing) as never
      }
      if (text.includes('update outbox o set state')) killer.pass('record')
      return sql(text, values)
    }
  return { ...store, sql: watch(store.sql), urgent: watch(store.urgent) }
}
