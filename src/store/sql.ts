// Plain SQL over one connection or a pool of them.
import type { Pool, PoolClient } from 'pg'
import { arrayLiteral } from './array-literal.ts'
import { planName, renewPlansAfter } from './kept-plans.ts'

export type Row = Record<string, unknown>

/** Runs one statement with its values and gives the rows. */
export type Sql = <R extends Row = Row>(text: string, values?: unknown[]) => Promise<R[]>

export function sqlOn(target: Pool | PoolClient): Sql {
  return async <R extends Row>(text: string, values: unknown[] = []) => {
    const name = values.length > 0 ? planName(text) : undefined
    try {
      return (await target.query<R>({ text, values: values.map(written), ...(name ? { name } : {}) })).rows
    } catch (error) {
      if (name) renewPlansAfter(error)
      throw error
    }
  }
}

function written(value: unknown): unknown {
  return Array.isArray(value) ? (arrayLiteral(value) ?? value) : value
}

/** Commits what `work` did when it resolves, undoes it when it throws. */
export async function transaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(sqlOn(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}
