// A person's rows in any table, by what the catalogue says of its columns: counted, read, deleted, or struck out of what stays.

import type { Sql } from '../sql.ts'
import type { Column, Table } from './catalogue.ts'
import type { Traces } from './person-traces.ts'
import type { Patterns, Words } from './trace-patterns.ts'

export type Search = {
  traces: Traces
  patterns: Patterns
  /** Nothing younger than that. */
  until?: Date
  /** Also what others may still need. */
  isLast?: boolean
}
export type Swept = { deleted: number; struck: number }

/** Blocks of a table that one short statement looks through. */
export const blocksAtOnce = 128

const nobody = '00000000-0000-0000-0000-000000000000'

/** Values of one statement, each given once however often it is named. */
function binder() {
  const values: unknown[] = []
  const known = new Map<string, string>()
  function bind(value: unknown, type: string): string {
    const key = `${type} ${JSON.stringify(value)}`
    const name = known.get(key) ?? `$${values.push(value)}::${type}`
    known.set(key, name)
    return name
  }
  return { values, bind }
}
type Bind = ReturnType<typeof binder>['bind']

/** Deletes what is theirs in these blocks of the table, and strikes them out of the rest. */
export async function sweepBlocks(sql: Sql, table: Table, search: Search, from: number): Promise<Swept> {
  const gone = deletion(table, search, from)
  const deleted = gone ? await sql(gone.text, gone.values) : []
  const strike = striking(table, search, from)
  const struck = strike ? await sql(strike.text, strike.values) : []
  return { deleted: deleted.length, struck: struck.length }
}

/** What is theirs in these blocks, each row as JSON, without what is sealed or hashed. */
export async function readBlocks(sql: Sql, table: Table, search: Search, from: number): Promise<string[]> {
  const { values, bind } = binder()
  const condition = theirs(table, search, bind) ?? authored(table, search, bind)
  if (!condition) return []
  const hidden = table.columns.filter(({ holding }) => holding === 'secret' || holding === 'bytes')
  const row = hidden.reduce((shown, { name }) => `${shown} - '${name}'`, 'to_jsonb(t)')
  const rows = await sql<{ row: string }>(
    `select (${row})::text as row from ${quoted(table.name)} t
     where ${within(bind, from)} and ${inScope(table, search, bind)} and (${condition})`,
    values,
  )
  return rows.map((one) => one.row)
}

/** How many rows of these blocks are theirs, and how many others name them. */
export async function countBlocks(sql: Sql, table: Table, search: Search, from: number): Promise<Swept> {
  const { values, bind } = binder()
  const [mine, found] = [theirs(table, search, bind) ?? 'false', traced(table, search, bind) ?? 'false']
  const [row] = await sql<Swept>(
    `select count(*) filter (where mine)::int as deleted, count(*) filter (where not mine and found)::int as struck
     from (select coalesce(${mine}, false) as mine, coalesce(${found}, false) as found from ${quoted(table.name)}
           where ${within(bind, from)} and ${inScope(table, search, bind)}) looked`,
    values,
  )
  const { deleted, struck } = row ?? { deleted: 0, struck: 0 }
  return table.rule.dropsTraced ? { deleted: deleted + struck, struck: 0 } : { deleted, struck }
}

/** Whether others still need a row that names them, so that it has to be looked at again. */
export async function isNamedInUse(sql: Sql, table: Table, search: Search): Promise<boolean> {
  const { values, bind } = binder()
  const found = traced(table, search, bind)
  if (!table.rule.inUse || !found) return false
  return (await count(sql, table, `${inScope(table, search, bind)} and ${table.rule.inUse} and (${found})`, values)) > 0
}

async function count(sql: Sql, table: Table, where: string, values: unknown[]): Promise<number> {
  const [row] = await sql<{ n: number }>(`select count(*)::int as n from ${quoted(table.name)} where ${where}`, values)
  return row?.n ?? 0
}

function deletion(table: Table, search: Search, from: number) {
  const { values, bind } = binder()
  const conditions = [
    theirs(table, search, bind),
    table.rule.dropsTraced ? traced(table, search, bind) : undefined,
  ].filter(Boolean)
  if (conditions.length === 0) return undefined
  const where = `${within(bind, from)} and ${inScope(table, search, bind)} and (${conditions.join(' or ')})`
  return { text: `delete from ${quoted(table.name)} where ${where} returning 1`, values }
}

function striking(table: Table, search: Search, from: number) {
  const { values, bind } = binder()
  const changes = table.columns.flatMap((column) => change(table, column, search, bind))
  if (changes.length === 0 || table.rule.dropsTraced) return undefined
  const sets = changes.map(({ name, value }) => `${quoted(name)} = ${value}`).join(', ')
  const found = changes.map(({ found }) => found).join(' or ')
  const where = `${within(bind, from)} and ${inScope(table, search, bind)} and ${isFree(table, search)} and (${found})`
  return { text: `update ${quoted(table.name)} set ${sets} where ${where} returning 1`, values }
}

function isFree({ rule }: Table, { isLast }: Search): string {
  return rule.inUse && !isLast ? `not (${rule.inUse})` : 'true'
}

function within(bind: Bind, from: number): string {
  return `ctid >= ${bind(`(${from},0)`, 'tid')} and ctid < ${bind(`(${from + blocksAtOnce},0)`, 'tid')}`
}

/** Another org that knows them keeps what it has. */
function inScope({ columns }: Table, { traces, until }: Search, bind: Bind): string {
  const has = (name: string) => columns.some((column) => column.name === name)
  const org = ['org', 'org_id'].find(has)
  const born = ['created_at', 'received_at', 'at'].find(has)
  return [
    'true',
    ...(org ? [`${org} = ${bind(traces.org, 'uuid')}`] : []),
    ...(traces.workspaces && has('workspace') ? [`workspace = any(${bind(traces.workspaces, 'text[]')})`] : []),
    ...(until && born ? [`${born} <= ${bind(until, 'timestamptz')}`] : []),
  ].join(' and ')
}

function theirs(table: Table, { traces, patterns }: Search, bind: Bind): string | undefined {
  const conditions = table.columns.flatMap(({ name, holding, type }) => {
    const column = quoted(name)
    switch (holding) {
      case 'person':
        return [`${column} = ${bind(traces.person, type)}`]
      case 'account':
        return [`${column} = any(${bind(traces.accounts, 'text[]')})`]
      case 'thread':
        return [`${column} = any(${bind(traces.threads, 'text[]')})`]
      case 'place':
        return [
          `${column} = any(${bind(traces.places, 'text[]')})`,
          ...idsOf(patterns).map((words) => says(column, words, bind)),
        ]
      default:
        return []
    }
  })
  return conditions.length > 0 ? conditions.join(' or ') : undefined
}

/** What they made and what stays without them, such as a saved query. */
function authored({ columns }: Table, { traces }: Search, bind: Bind): string | undefined {
  const by = columns.filter(({ holding }) => holding === 'author')
  return by.length > 0
    ? by.map(({ name, type }) => `${quoted(name)} = ${bind(traces.person, type)}`).join(' or ')
    : undefined
}

/** Rows that name them somewhere in their words. */
function traced(table: Table, search: Search, bind: Bind): string | undefined {
  const found = table.columns.flatMap((column) => change(table, column, search, bind).map((one) => one.found))
  return found.length > 0 ? found.join(' or ') : undefined
}

type Change = { name: string; value: string; found: string }

/** Where it is found, and what stands there instead. */
function change(
  table: Table,
  { name, holding, type, isUnique }: Column,
  { traces, patterns }: Search,
  bind: Bind,
): Change[] {
  const column = quoted(name)
  switch (holding) {
    case 'author': {
      const person = bind(traces.person, type)
      return [{ name, value: `nullif(${column}, ${person})`, found: `${column} = ${person}` }]
    }
    case 'bytes': {
      const { idsInBytes: ids, namesInBytes: names } = patterns
      const text = `encode(${column}, 'escape')`
      const named = [
        ...(ids ? [says(text, ids, bind, '~*')] : []),
        ...(names ? [`${ofThisOrg(table, bind, traces)} and ${says(text, names, bind, '~*')}`] : []),
      ].join(' or ')
      const found = named && `${table.rule.isText ?? true} and (${named})`
      return found ? [{ name, value: `case when ${found} then ''::bytea else ${column} end`, found }] : []
    }
    case 'text':
    case 'config': {
      const text = type === 'text' ? column : `${column}::text`
      const strikes = strikesOf(patterns, holding === 'text', isUnique)
      const value = strikes.reduce((made, { words, instead, isName }) => {
        const pattern = bind(words.whole, 'text')
        const struck = `regexp_replace(${made}, ${pattern}, ${instead}, '${isName ? 'gi' : 'g'}')`
        return isName ? `case when ${ofThisOrg(table, bind, traces)} then ${struck} else ${made} end` : struck
      }, text)
      const found = strikes
        .map(({ words, isName }) =>
          isName ? `${ofThisOrg(table, bind, traces)} and ${says(text, words, bind, '~*')}` : says(text, words, bind),
        )
        .join(' or ')
      return [{ name, value: type === 'text' ? value : `(${value})::${type}`, found }]
    }
    default:
      return []
  }
}

function says(text: string, { anywhere, whole }: Words, bind: Bind, like: '~' | '~*' = '~'): string {
  const words = [anywhere, whole].map((pattern) => `${text} ${like} ${bind(pattern, 'text')}`)
  return `case when ${words[0]} then ${words[1]} else false end`
}

/** Another org has people of the same names. */
function ofThisOrg({ columns }: Table, bind: Bind, { org }: Traces): string {
  if (!columns.some(({ name }) => name === 'workspace')) return 'true'
  return `workspace not in (select key from workspace where org_id <> ${bind(org, 'uuid')})`
}

type Strike = { words: Words; instead: string; isName: boolean }

/** What is looked for, and the SQL of what takes its place; a number stays a number. */
function strikesOf({ person, ids, numbers, names }: Patterns, withNames: boolean, isUnique: boolean): Strike[] {
  // Two names that are taken out must not become one where each has to be its own.
  const instead = isUnique ? `'(erased ' || left(gen_random_uuid()::text, 8) || ')'` : `'(erased)'`
  return [
    { words: person, instead: `'${nobody}'`, isName: false },
    ...(numbers ? [{ words: numbers, instead: `'0'`, isName: false }] : []),
    ...(ids ? [{ words: ids, instead, isName: false }] : []),
    ...(names && withNames ? [{ words: names, instead, isName: true }] : []),
  ]
}

function idsOf({ ids, numbers, person }: Patterns): Words[] {
  return [person, ids, numbers].filter((words) => words !== null)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
