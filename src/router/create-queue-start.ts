// Where a queue begins. An index keeps what was settled until it is vacuumed, and whoever looks for the next would walk past all of it each time.
import type { Sql } from '../store/sql.ts'

/** Reads the first id that is not settled, and where there is none the last there is. */
export type ReadFirst = (sql: Sql) => Promise<string>

const againMs = 1_000

/**
 * Where the queue began a while ago: what commits late finds itself behind that, but for the rare that is later still, or was put
 * back, which the next reading finds.
 */
export function createQueueStart(sql: Sql, readFirst: ReadFirst): () => Promise<string> {
  let [before, start] = ['0', '0']
  let readAt = Number.NEGATIVE_INFINITY
  return async () => {
    const now = performance.now()
    if (now - readAt < againMs) return start
    const first = await readFirst(sql)
    readAt = now
    start = BigInt(first) < BigInt(before) ? first : before
    before = first
    return start
  }
}
