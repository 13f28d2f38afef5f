// API keys. Inside an org they are listed, made and revoked; at the door they are found by what stands at their beginning.
import type { Sql } from '../sql.ts'

export type ApiKeyRow = {
  id: string
  org: string
  /** Who made it: it acts for them. */
  person: string
  name: string
  /** What the key begins with, in the clear. */
  prefix: string
  scopes: string[]
  expiresAt: Date
  revokedAt: Date | null
  usedAt: Date | null
  createdAt: Date
}

export type NewApiKey = Pick<ApiKeyRow, 'id' | 'org' | 'person' | 'name' | 'prefix' | 'scopes' | 'expiresAt'> & {
  hash: string
}

const columns = `id, org_id as org, person_id as person, name, prefix, scopes, expires_at as "expiresAt",
  revoked_at as "revokedAt", used_at as "usedAt", created_at as "createdAt"`

export async function insertApiKey(sql: Sql, key: NewApiKey): Promise<void> {
  await sql(
    `insert into api_key (id, org_id, person_id, name, prefix, hash, scopes, expires_at)
     values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7::text[], $8::timestamptz)`,
    [key.id, key.org, key.person, key.name, key.prefix, key.hash, key.scopes, key.expiresAt.toISOString()],
  )
}

/** The newest first. */
export function listApiKeys(sql: Sql, limit: number): Promise<ApiKeyRow[]> {
  return sql<ApiKeyRow>(`select ${columns} from api_key order by created_at desc, id limit $1::int`, [limit])
}

/** How many could still be used. */
export async function countOpenApiKeys(sql: Sql): Promise<number> {
  const [row] = await sql<{ n: number }>(
    'select count(*)::int as n from api_key where revoked_at is null and expires_at > now()',
  )
  return row?.n ?? 0
}

/** Those whose beginning or id begins like this; two are enough to see that it is not clear which is meant. */
export function findApiKeys(sql: Sql, start: string): Promise<ApiKeyRow[]> {
  return sql<ApiKeyRow>(
    `select ${columns} from api_key where starts_with(prefix, $1) or starts_with(id::text, $1) order by created_at desc limit 2`,
    [start],
  )
}

/** False when it was revoked before. */
export async function revokeApiKey(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql(
    'update api_key set revoked_at = now() where id = $1::uuid and revoked_at is null returning id',
    [id],
  )
  return rows.length > 0
}

/** What `leave` made is `keep`'s from here on. */
export async function passOnApiKeys(sql: Sql, leave: string, keep: string): Promise<void> {
  await sql('update api_key set person_id = $1::uuid where person_id = $2::uuid', [keep, leave])
}

/** As the platform: the key that begins like this, whosever it is. */
export async function findApiKeyAtDoor(sql: Sql, prefix: string): Promise<(ApiKeyRow & { hash: string }) | undefined> {
  const [row] = await sql<ApiKeyRow & { hash: string }>(`select ${columns}, hash from api_key where prefix = $1`, [
    prefix,
  ])
  return row
}

/** As the platform: these keys by their ids. */
export async function readApiKeys(sql: Sql, ids: string[]): Promise<Map<string, ApiKeyRow>> {
  const rows = await sql<ApiKeyRow>(`select ${columns} from api_key where id = any($1::uuid[])`, [ids])
  return new Map(rows.map((row) => [row.id, row]))
}

/** As the platform: to the minute, so that a busy key is not written all the time. */
export async function noteApiKeyUse(sql: Sql, id: string): Promise<void> {
  await sql(
    `update api_key set used_at = now() where id = $1::uuid and (used_at is null or used_at < now() - interval '1 minute')`,
    [id],
  )
}
