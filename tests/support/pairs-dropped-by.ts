// How many pairs of rows the joins of some work put together in vain, as the database itself counts them.
import type { Row, Sql } from '../../src/store/sql.ts'

type Node = { 'Rows Removed by Join Filter'?: number; 'Actual Loops': number; Plans?: Node[] }

/** What `work` asks for is run with its plan in place of its rows. */
export async function pairsDroppedBy(sql: Sql, work: (sql: Sql) => Promise<unknown>): Promise<number> {
  let dropped = 0
  await work(async <R extends Row>(text: string, values?: unknown[]) => {
    const rows = await sql<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (analyze, format json) ${text}`, values)
    for (const row of rows) for (const { Plan } of row['QUERY PLAN']) dropped += droppedIn(Plan)
    return [] as R[]
  })
  return dropped
}

function droppedIn(node: Node): number {
  const own = (node['Rows Removed by Join Filter'] ?? 0) * node['Actual Loops']
  return (node.Plans ?? []).reduce((sum, below) => sum + droppedIn(below), own)
}
