// Questions to link accounts, from the asking to the last word. Every change names the version it read, so of two at once one counts.
import type { AccountKey, WorkspaceKey } from '../../domain/person.ts'
import type { ProviderName } from '../../domain/provider.ts'
import type { Sql } from '../sql.ts'

/** `taken`: somebody followed the link. `shown`: the code stands there. `offered`: two people asked to be merged. */
export const openStates = ['asked', 'taken', 'shown', 'offered'] as const
export type LinkState = (typeof openStates)[number] | 'bound' | 'dead'

export type LinkRow = {
  id: string
  kind: 'chat' | 'merge' | ProviderName
  org: string
  tokenHash: string
  stateHash: string | null
  browserHash: string | null
  state: LinkState
  /** Why it is dead. */
  reason: string | null
  /** Who the asker was when asking; nobody when a stranger asked. */
  person: string | null
  asker: AccountKey
  askerName: string
  askerWorkspace: WorkspaceKey
  other: AccountKey | null
  otherName: string | null
  otherWorkspace: WorkspaceKey | null
  /** What only we may read: the code, the sign-in on its way, the provider's permission. */
  sealed: string | null
  /** A request that waits for the link, or what a merge is about. */
  payload: string | null
  version: number
  expiresAt: number
}

const columns = `id, kind, org_id as org, token_hash as "tokenHash", state_hash as "stateHash", browser_hash as "browserHash",
  state, reason, person_id as person, asker, asker_name as "askerName", asker_workspace as "askerWorkspace", other,
  other_name as "otherName", other_workspace as "otherWorkspace", sealed, payload, version,
  (extract(epoch from expires_at) * 1000)::float8 as "expiresAt"`

export type LinkKey = { id: string } | { tokenHash: string } | { stateHash: string }

export async function findLink(sql: Sql, key: LinkKey): Promise<LinkRow | undefined> {
  const [column, value] =
    'id' in key
      ? ['id::text', key.id]
      : 'tokenHash' in key
        ? ['token_hash', key.tokenHash]
        : ['state_hash', key.stateHash]
  const [row] = await sql<LinkRow>(`select ${columns} from link where ${column} = $1`, [value])
  return row
}

/** The newest question this account asked. */
export async function findLinkAskedBy(sql: Sql, asker: AccountKey): Promise<LinkRow | undefined> {
  const [row] = await sql<LinkRow>(
    `select ${columns} from link where asker = $1 and kind <> 'merge' order by created_at desc, id limit 1`,
    [asker],
  )
  return row
}

/** Lets go of what the same account asked before, and asks. */
export async function insertLink(sql: Sql, row: LinkRow): Promise<void> {
  if (row.kind !== 'merge')
    await sql(
      `update link set state = 'dead', reason = 'asked again', sealed = null, version = version + 1
       where asker = $1 and state in ('asked', 'taken', 'shown')`,
      [row.asker],
    )
  await sql(
    `insert into link (id, kind, org_id, token_hash, state, person_id, asker, asker_name, asker_workspace, other, other_name,
       other_workspace, payload, expires_at)
     values ($1::uuid, $2, $3::uuid, $4, $5, $6::uuid, $7, $8, $9, $10, $11, $12, $13, to_timestamp($14::float8 / 1000))`,
    [
      ...[
        row.id,
        row.kind,
        row.org,
        row.tokenHash,
        row.state,
        row.person,
        row.asker,
        row.askerName,
        row.askerWorkspace,
      ],
      ...[row.other, row.otherName, row.otherWorkspace, row.payload, row.expiresAt],
    ],
  )
}

/** False when the row has changed since it was read: then nothing is written. */
export async function updateLink(sql: Sql, row: LinkRow): Promise<boolean> {
  const rows = await sql(
    `update link set state = $3, reason = $4, state_hash = $5, browser_hash = $6, other = $7, other_name = $8,
       other_workspace = $9, sealed = $10, payload = $11, version = version + 1
     where id = $1::uuid and version = $2 returning id`,
    [
      ...[row.id, row.version, row.state, row.reason, row.stateHash, row.browserHash, row.other, row.otherName],
      ...[row.otherWorkspace, row.sealed, row.payload],
    ],
  )
  return rows.length > 0
}

/** What nobody answered in time keeps nothing secret, and what is long over is forgotten. */
export async function purgeLinks(sql: Sql, days: number, batch = 1000): Promise<number> {
  await sql(
    `update link set state = 'dead', reason = 'ten minutes had passed', sealed = null, version = version + 1
     where state in ('asked', 'taken', 'shown', 'offered') and expires_at < now()`,
  )
  const rows = await sql(
    'delete from link where id in (select id from link where created_at < now() - make_interval(days => $1) limit $2) returning id',
    [days, batch],
  )
  return rows.length
}
