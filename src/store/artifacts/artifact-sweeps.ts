// Artifacts that are to go: what was given up, what a crash left, what is old, and what its file went missing from.
import { personalColumns } from '../privacy/personal-columns.ts'
import type { Sql } from '../sql.ts'

/** Of every org: what is gone, and what nobody can be uploading any more. For the platform's own role. */
export async function listLeftovers(sql: Sql, limit: number): Promise<{ id: string; org: string }[]> {
  return sql<{ id: string; org: string }>(
    `select id, org_id as org from artifact where state = 'gone' or (state = 'uploading' and created_at < now() - interval '1 hour')
     order by created_at limit $1`,
    [limit],
  )
}

/** What somebody made, in whatever state. */
export async function listArtifactsOf(sql: Sql, person: string, accounts: string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'select id from artifact where person_id = $1::uuid or account = any($2::text[])',
    [person, accounts],
  )
  return rows.map(({ id }) => id)
}

/** The places of the files that lie in the object store, once nobody can keep it any more. */
export async function giveUpArtifact(sql: Sql, id: string): Promise<number[]> {
  await sql("update artifact set state = 'gone' where id = $1::uuid and state <> 'kept'", [id])
  const rows = await sql<{ place: number }>(
    `select f.place from artifact_file f join artifact a on a.id = f.artifact_id and a.state = 'gone'
     where a.id = $1::uuid and f.content is null order by f.place`,
    [id],
  )
  return rows.map(({ place }) => place)
}

export async function forgetArtifact(sql: Sql, id: string): Promise<void> {
  await sql("delete from artifact where id = $1::uuid and state = 'gone'", [id])
}

/** How many of that kind were too old. */
export async function expireArtifacts(sql: Sql, kind: string, days: number): Promise<number> {
  const rows = await sql(
    `update artifact set state = 'gone' where state = 'kept' and kind = $1 and created_at < now() - make_interval(days => $2::int) returning id`,
    [kind, days],
  )
  return rows.length
}

/** Which of these artifacts there are, in whatever state. */
export async function knownArtifacts(sql: Sql, ids: string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>('select id from artifact where id = any($1::uuid[])', [ids])
  return new Set(rows.map(({ id }) => id))
}

/** What is kept with files in the object store, made before that moment, a page at a time. */
export async function listStoredFiles(
  sql: Sql,
  before: Date,
  after: string,
  limit: number,
): Promise<{ id: string; places: number[] }[]> {
  return sql<{ id: string; places: number[] }>(
    `select a.id, array_agg(f.place order by f.place) as places from artifact a join artifact_file f on f.artifact_id = a.id
     where a.state = 'kept' and f.content is null and a.created_at < $1 and a.id > $2::uuid group by a.id order by a.id limit $3::int`,
    [before, after, limit],
  )
}

export type StoredText = { id: string; place: number }

/** Texts among the files in the object store, a page at a time. */
export async function listStoredTexts(sql: Sql, after: StoredText, limit: number): Promise<StoredText[]> {
  return sql<StoredText>(
    `select artifact_id as id, place from artifact_file
     where content is null and (artifact_id, place) > ($1::uuid, $2::int) and ${personalColumns.artifact_file?.isText}
     order by artifact_id, place limit $3::int`,
    [after.id, after.place, limit],
  )
}

/** It is told of, and there is nothing of it any more. */
export async function emptyStoredFile(sql: Sql, { id, place }: StoredText): Promise<void> {
  await sql("update artifact_file set content = ''::bytea where artifact_id = $1::uuid and place = $2::int", [
    id,
    place,
  ])
}
