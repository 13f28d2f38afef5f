// What is held of a person, a JSON object a line: the table, and the row without what is sealed or hashed.
import { readMembers } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'
import { tableWords } from '../store/privacy/table-words.ts'
import { patternsOf } from '../store/privacy/trace-patterns.ts'
import { findTraces } from './find-traces.ts'
import { countAll, readAllTheirs } from './sweep.ts'

/** Of one table. */
const mostRows = 20_000

export type Exported = { name: string; text: string; rows: number; isWhole: boolean }

export async function exportPerson(store: Store, org: string, person: string): Promise<Exported> {
  const traces = await findTraces(store, org, person)
  const member = (await store.inOrgSql(org, (sql) => readMembers(sql, [person]))).get(person)
  const exported: Exported = { name: member?.name ?? 'somebody', text: '', rows: 0, isWhole: true }
  const counts = new Map<string, number>()
  for await (const { table, rows } of readAllTheirs(store, { traces, patterns: patternsOf(traces) })) {
    const before = counts.get(table) ?? 0
    const taken = rows.slice(0, mostRows - before)
    counts.set(table, before + taken.length)
    exported.text += taken.map((row) => `{"table":${JSON.stringify(table)},"row":${row}}\n`).join('')
    exported.rows += taken.length
    if (taken.length < rows.length) exported.isWhole = false
  }
  return exported
}

/** What an erasure would delete, and strike out of what stays, by table. */
export async function foreseeErasure(store: Store, org: string, person: string) {
  const traces = await findTraces(store, org, person)
  const counts = await countAll(store, { traces, patterns: patternsOf(traces) })
  const unnamed = await countAll(store, { traces, patterns: patternsOf(traces, true) })
  const tables = Object.entries(counts).map(([table, { deleted, struck }]) => ({
    words: tableWords[table] ?? ([`row of ${table}`, `rows of ${table}`] as [string, string]),
    ...{ deleted, struck, onlyNamed: struck - (unnamed[table]?.struck ?? 0) },
  }))
  return { traces, tables }
}
