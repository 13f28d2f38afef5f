// Goes through every table there is, a few blocks in a transaction, as whoever may reach it.

import type { Store } from '../store/open-store.ts'
import { readCatalogue, type Table } from '../store/privacy/catalogue.ts'
import {
  blocksAtOnce,
  countBlocks,
  isNamedInUse,
  readBlocks,
  type Search,
  type Swept,
  sweepBlocks,
} from '../store/privacy/person-rows.ts'
import type { Sql } from '../store/sql.ts'

/** Whatever moves while we look is found the next time round. */
const mostRounds = 10

type Counts = Record<string, number>

/** Until nothing of them is found; how many rows of each table went, or were rid of them. */
export async function sweepAll(store: Store, search: Search, signal: AbortSignal): Promise<Counts> {
  const counts: Counts = {}
  for (let round = 0; round < mostRounds; round++) {
    let found = 0
    for await (const [table, from] of everyBlock(store, isSwept)) {
      signal.throwIfAborted()
      const { deleted, struck } = await reach(store, table, search, (sql) => sweepBlocks(sql, table, search, from))
      found += deleted + struck
      if (deleted + struck > 0) counts[table.name] = (counts[table.name] ?? 0) + deleted + struck
    }
    if (found === 0) return counts
  }
  throw new Error('what was to be erased kept coming back')
}

/** Whether there is something that a sweep leaves alone, since others still need it. */
export async function leftInUse(store: Store, search: Search): Promise<boolean> {
  const tables = (await readCatalogue(store.sql)).filter(isSwept)
  const left = await Promise.all(
    tables.map((table) => reach(store, table, search, (sql) => isNamedInUse(sql, table, search))),
  )
  return left.includes(true)
}

/** What a sweep would find, table by table. */
export async function countAll(store: Store, search: Search): Promise<Record<string, Swept>> {
  const counts: Record<string, Swept> = {}
  for await (const [table, from] of everyBlock(store, ({ rule }) => rule.when !== 'apart')) {
    const { deleted, struck } = await reach(store, table, search, (sql) => countBlocks(sql, table, search, from))
    const before = counts[table.name] ?? { deleted: 0, struck: 0 }
    if (deleted + struck > 0) counts[table.name] = { deleted: before.deleted + deleted, struck: before.struck + struck }
  }
  return counts
}

export type TheirRows = { table: string; rows: string[] }

/** Everything that is theirs, each row as JSON. */
export async function* readAllTheirs(store: Store, search: Search): AsyncIterable<TheirRows> {
  for await (const [table, from] of everyBlock(store, () => true)) {
    const rows = await reach(store, table, search, (sql) => readBlocks(sql, table, search, from))
    if (rows.length > 0) yield { table: table.name, rows }
  }
}

/** A few blocks of a table at a time: on the embedded database everybody else waits for a statement to end. */
async function* everyBlock(store: Store, isMeant: (table: Table) => boolean): AsyncIterable<[Table, number]> {
  for (const table of (await readCatalogue(store.sql)).filter(isMeant))
    for (let from = 0; from <= table.blocks; from += blocksAtOnce) yield [table, from]
}

function isSwept({ rule }: Table): boolean {
  return rule.when === undefined
}

function reach<T>(store: Store, { isTenant }: Table, { traces }: Search, work: (sql: Sql) => Promise<T>): Promise<T> {
  return isTenant ? store.inOrgSql(traces.org, work) : store.transact(work)
}
