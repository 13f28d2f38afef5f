// What points to a person in what is stored: found once, and kept until they are gone, since it goes with them.
import type { Sql } from '../sql.ts'
import type { Patterns } from './trace-patterns.ts'

export type Traces = {
  org: string
  person: string
  /** The places of the org, where another org knows them too: what is there stays. Null: everywhere. */
  workspaces: string[] | null
  /** `slack:T1:U1`, `key:…`. */
  accounts: string[]
  /** Conversations nobody but they had with us. */
  places: string[]
  /** References of what they said and asked for. */
  threads: string[]
  names: string[]
}

export type FoundAccount = { key: string; name: string }

/** As the platform. */
export async function findAccounts(sql: Sql, person: string): Promise<FoundAccount[]> {
  return sql<FoundAccount>(
    `select key, name from account where person_id = $1::uuid
     union select 'key:' || id, '' from api_key where person_id = $1::uuid order by 1`,
    [person],
  )
}

/** As the platform: a person of two orgs leaves one of them. */
export async function isKnownElsewhere(sql: Sql, org: string, person: string): Promise<boolean> {
  const rows = await sql('select 1 from membership where person_id = $1::uuid and org_id <> $2::uuid limit 1', [
    person,
    org,
  ])
  return rows.length > 0
}

/** As the platform: names they went by when they asked to be linked. */
export async function findLinkNames(sql: Sql, accounts: string[]): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    `select asker_name as name from link where asker = any($1::text[])
     union select other_name from link where other = any($1::text[]) and other_name is not null`,
    [accounts],
  )
  return rows.map(({ name }) => name)
}

/** Inside their org: where only they spoke, and nobody else reads. */
export async function findPlaces(sql: Sql, accounts: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `select c.id from conversation c where not c.is_shared
       and exists (select from message m where m.conversation_id = c.id and m.account = any($1::text[]))
       and not exists (select from message m where m.conversation_id = c.id and m.account <> all($1::text[]))`,
    [accounts],
  )
  return rows.map(({ id }) => id)
}

/** Inside their org: the references of everything they did there. */
export async function findThreads(sql: Sql, person: string, accounts: string[]): Promise<string[]> {
  const rows = await sql<{ reference: string }>(
    `select correlation as reference from message where account = any($2::text[])
     union select correlation from audit_entry where person_id = $1::uuid or account = any($2::text[])
     union select correlation from approval where asker = $1::uuid or account = any($2::text[])
     union select correlation from feedback where person_id = $1::uuid or account = any($2::text[])
     union select correlation from build where person_id = $1::uuid`,
    [person, accounts],
  )
  return rows.map(({ reference }) => reference)
}

/** As the platform: of their errands. */
export async function findJobThreads(sql: Sql, accounts: string[]): Promise<string[]> {
  const rows = await sql<{ reference: string }>(
    'select distinct correlation as reference from job where account = any($1::text[])',
    [accounts],
  )
  return rows.map(({ reference }) => reference)
}

/** Inside their org: places of the audit log that bear an id of theirs. */
export async function findAuditedPlaces(sql: Sql, { org }: Traces, { ids, numbers }: Patterns): Promise<string[]> {
  const rows = await sql<{ place: string }>(
    `select distinct place from audit_entry where org_id = $1::uuid and (place ~ $2 or place ~ $3)`,
    [org, (ids ?? numbers)?.whole ?? '(?!)', (numbers ?? ids)?.whole ?? '(?!)'],
  )
  return rows.map(({ place }) => place)
}
