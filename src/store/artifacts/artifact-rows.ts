// What was made and is kept, inside a transaction that already acts for its org. Only what is `kept` is ever shown.
import type { ArtifactFile, Artifact as ArtifactRow } from '../../ports/artifacts.ts'
import type { Sql } from '../sql.ts'
import { storable } from '../storable.ts'

export type NewArtifactRow = Omit<ArtifactRow, 'version' | 'isShared' | 'linkRound' | 'at' | 'bytes'>
export type NewFileRow = ArtifactFile & { sha256: string; content: Buffer | null }

const columns = `a.id, a.lineage, a.version, a.kind, a.title, a.tool, a.input, a.person_id as person, a.account, a.maker, a.channel,
  a.is_shared as "isShared", a.link_round as "linkRound", a.created_at as at,
  coalesce((select sum(f.bytes) from artifact_file f where f.artifact_id = a.id), 0)::float8 as bytes`

/** As the next version of its lineage; undefined when somebody else took that number at the same moment. */
export async function insertArtifact(
  sql: Sql,
  org: string,
  row: NewArtifactRow,
  files: NewFileRow[],
): Promise<number | undefined> {
  const { id, lineage, kind, title, tool, input, person, account, maker, channel } = row
  const [made] = await sql<{ version: number }>(
    `insert into artifact (id, org_id, lineage, version, kind, title, tool, input, person_id, account, maker, channel)
     select $1::uuid, $2::uuid, $3::uuid, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8::uuid, $9, $10, $11 from artifact where lineage = $3::uuid
     on conflict (org_id, lineage, version) do nothing returning version`,
    [id, org, lineage, kind, storable(title), tool, storable(input), person, account, storable(maker), channel],
  )
  if (!made) return undefined
  for (const { place, part, name, title: called, mediaType, bytes, sha256, content } of files)
    await sql(
      `insert into artifact_file (artifact_id, place, org_id, part, name, title, media_type, bytes, sha256, content)
       values ($1::uuid, $2, $3::uuid, $4, $5, $6, $7, $8, $9, $10)`,
      [id, place, org, part, name, storable(called), mediaType, bytes, sha256, content],
    )
  return made.version
}

/** False when it was given up meanwhile. */
export async function keepArtifact(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql(
    "update artifact set state = 'kept' where id = $1::uuid and state = 'uploading' returning id",
    [id],
  )
  return rows.length > 0
}

/** From here on nobody sees it; what is left of it is swept. False when it was gone already. */
export async function dropArtifact(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql("update artifact set state = 'gone' where id = $1::uuid and state <> 'gone' returning id", [
    id,
  ])
  return rows.length > 0
}

/** How many bytes the org keeps, with what is being uploaded. */
export async function sumOfArtifacts(sql: Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }>(
    `select coalesce(sum(f.bytes), 0)::float8 as bytes from artifact_file f join artifact a on a.id = f.artifact_id where a.state <> 'gone'`,
  )
  return row?.bytes ?? 0
}

export type Sight = { person: string | null; account: string; channel: string | null; seesAll: boolean }

const visible = '($1::boolean or a.is_shared or a.person_id = $2::uuid or a.account = $3 or a.channel = $4)'

/** The newest first; of one, where an id or its beginning is given. */
export async function listArtifacts(
  sql: Sql,
  { seesAll, person, account, channel }: Sight,
  limit: number,
  id: string | null = null,
): Promise<ArtifactRow[]> {
  return sql<ArtifactRow>(
    `select ${columns} from artifact a where a.state = 'kept' and ${visible} and ($5::text is null or starts_with(a.id::text, $5))
     order by a.created_at desc, a.id limit $6::int`,
    [seesAll, person, account, channel, id, limit],
  )
}

/** Whoever may see it: for links, which say themselves that one may. */
export async function readArtifact(sql: Sql, id: string): Promise<ArtifactRow | undefined> {
  const [row] = await sql<ArtifactRow>(`select ${columns} from artifact a where a.id = $1::uuid and a.state = 'kept'`, [
    id,
  ])
  return row
}

export async function listArtifactFiles(sql: Sql, id: string): Promise<ArtifactFile[]> {
  return sql<ArtifactFile>(
    `select place, part, name, title, media_type as "mediaType", bytes from artifact_file where artifact_id = $1::uuid order by place`,
    [id],
  )
}

export type FileRow = ArtifactFile & { content: Buffer | null; sha256: string }

export async function readArtifactFile(sql: Sql, id: string, place: number): Promise<FileRow | undefined> {
  const [row] = await sql<FileRow>(
    `select f.place, f.part, f.name, f.title, f.media_type as "mediaType", f.bytes, f.content, f.sha256
     from artifact_file f join artifact a on a.id = f.artifact_id and a.state = 'kept' where a.id = $1::uuid and f.place = $2::int`,
    [id, place],
  )
  return row
}

/** False when it is gone. */
export async function shareArtifact(sql: Sql, id: string, isShared: boolean): Promise<boolean> {
  const rows = await sql("update artifact set is_shared = $2 where id = $1::uuid and state = 'kept' returning id", [
    ...[id, isShared],
  ])
  return rows.length > 0
}

/** Every link there is opens nothing from here on. False when it is gone. */
export async function voidArtifactLinks(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql(
    "update artifact set link_round = link_round + 1 where id = $1::uuid and state = 'kept' returning id",
    [id],
  )
  return rows.length > 0
}

/** Somebody who was two people keeps what both made. */
export async function passOnArtifacts(sql: Sql, leave: string, keep: string): Promise<void> {
  await sql('update artifact set person_id = $1::uuid where person_id = $2::uuid', [keep, leave])
}
