// Nothing that can hold a person's data is forgotten: the database's own catalogue is compared with what is said of each column.
import { expect, it } from 'vitest'
import { personalColumns } from '../../src/store/privacy/personal-columns.ts'
import { tableWords } from '../../src/store/privacy/table-words.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

type Column = { table: string; column: string; type: string }

describeOnEveryStore('every column of every table', ({ store }) => {
  it('that can hold words, ids or bytes says what it can hold of a person', async () => {
    const wordy = (await readAll()).filter(({ type }) => /text|char|json|bytea|uuid|ARRAY|xml/i.test(type))
    expect(wordy.length).toBeGreaterThan(200)
    const untold = wordy.filter(({ table, column, type }) => {
      const isNumbers = type === 'ARRAY' && table === 'call_window'
      return !personalColumns[table]?.columns[column] && !isNumbers
    })
    expect(untold.map(({ table, column }) => `${table}.${column}`)).toEqual([])
  })

  it('that is told of is there', async () => {
    const there = new Set((await readAll()).map(({ table, column }) => `${table}.${column}`))
    const told = Object.entries(personalColumns).flatMap(([table, { columns: named }]) =>
      Object.keys(named).map((column) => `${table}.${column}`),
    )
    expect(told.filter((one) => !there.has(one))).toEqual([])
  })

  it('has words for its rows that people understand', () => {
    expect(Object.keys(tableWords).sort()).toEqual(Object.keys(personalColumns).sort())
  })

  async function readAll(): Promise<Column[]> {
    return store().sql<Column>(
      `select c.relname as "table", a.attname as "column", case when a.attndims > 0 then 'ARRAY' else format_type(a.atttypid, null) end as type
       from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not like '\\_prisma%'
         and a.attnum > 0 and not a.attisdropped`,
    )
  }
})
