// Plain SQL over one connection or a pool of them.
import type { Pool, PoolClient } from 'pg'

export type Row = Record<string, unknown>

/** Runs one statement with its values and gives the rows. */
export type Sql = <R extends Row = Row>(text: string, values?: unknown[]) => Promise<R[]>

/** `planned`: a server keeps the plan of each statement for the life of a connection, since planning takes longer than most of ours run. */
export function sqlOn(target: Pool | PoolClient, planned = false): Sql {
  return async <R extends Row>(text: string, values: unknown[] = []) => {
    const name = planned && values.length > 0 ? planName(text) : undefined
    return (await target.query<R>({ text, values, ...(name ? { name } : {}) })).rows
  }
}

/** Some are put together as they are needed: those beyond any number that we could have written are planned each time. */
const mostPlans = 500
const planNames = new Map<string, string>()

function planName(text: string): string | undefined {
  const known = planNames.get(text)
  if (known || planNames.size >= mostPlans) return known
  const name = `bellhop_${planNames.size}`
  planNames.set(text, name)
  return name
}

/** A migration changed what a kept plan gives: the next connection plans anew. */
function isOutdated(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000'
}

/** Commits what `work` did when it resolves, undoes it when it throws. */
export async function transaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>, planned = false): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(sqlOn(client, planned))
    await client.query('commit')
    return result
  } catch (error) {
    if (isOutdated(error)) broken = error as Error
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}
