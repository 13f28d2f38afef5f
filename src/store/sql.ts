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

/**
 * Commits what `work` did when it resolves, undoes it when it throws. Statements run in the order in which they are asked for, whether
 * or not anybody waited for the one before: those that need no answer first travel together.
 */
export async function transaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const { sql, end } = openStatements(client)
  let broken: Error | undefined
  try {
    const begun = client.query('begin')
    if (!isPipelined(client)) await begun
    const [result] = await Promise.all([work(sql), begun])
    end()
    await client.query('commit')
    return result
  } catch (error) {
    end()
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** What is asked for after the end, by somebody who was not waited for, would stand alone. */
function openStatements(client: PoolClient): { sql: Sql; end(): void } {
  const ask = sqlOn(client)
  let isOver = false
  const sql: Sql = (text, values) =>
    isOver ? Promise.reject(new Error('The transaction is over.')) : ask(text, values)
  const end = () => {
    isOver = true
  }
  return { sql: isPipelined(client) ? sql : oneByOne(sql), end }
}

/** A server takes many statements at once; the embedded database is asked one by one. */
function isPipelined(client: PoolClient): boolean {
  return (client as unknown as { pipeline: boolean }).pipeline
}

/** Asks for each once the one before was answered. */
export function oneByOne(sql: Sql): Sql {
  let last: Promise<unknown> = Promise.resolve()
  return <R extends Row>(text: string, values?: unknown[]) => {
    const answered = last.then(() => sql<R>(text, values))
    last = answered.catch(() => undefined)
    return answered
  }
}
