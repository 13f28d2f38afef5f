// An org's policy and the roles given to its people, inside a transaction that already acts for the org.
import type { Grant } from '../../domain/policy.ts'
import type { Sql } from '../sql.ts'

export type PolicyRow = { version: number; body: string }

export async function findPolicy(sql: Sql): Promise<PolicyRow | undefined> {
  const [row] = await sql<PolicyRow>('select version, body from policy')
  return row
}

/** Of which state its policy is: zero while nothing was decided. */
export async function readPolicyVersion(sql: Sql): Promise<number> {
  const [row] = await sql<{ version: number }>('select version from policy')
  return row?.version ?? 0
}

/** As it is now; nobody else changes it until this transaction ends. */
export async function lockPolicy(sql: Sql, org: string, initial: string): Promise<PolicyRow> {
  await sql('insert into policy (org_id, body) values ($1::uuid, $2) on conflict (org_id) do nothing', [org, initial])
  const [row] = await sql<PolicyRow>('select version, body from policy for update')
  return row ?? { version: 0, body: initial }
}

export async function savePolicy(sql: Sql, body: string): Promise<void> {
  await sql('update policy set body = $1, version = version + 1, updated_at = now()', [body])
}

/** A grant as JSON, for whoever reads people. */
export const grantColumns = `'id', g.id, 'role', g.role, 'until', (extract(epoch from g.until) * 1000)::float8, 'canPass', g.can_pass, 'givenBy', g.given_by`

/** What was passed on counts no longer than whoever passed it on may act. */
export const grantCounts = `(g.until is null or g.until > now()) and not exists (
  select from role_grant f join membership giver on giver.person_id = f.person_id and giver.org_id = f.org_id
  where f.id = g.via and giver.suspended_at is not null)`

export type GrantRow = Grant & { person: string; name: string | null }

/** Every grant that counts now, the oldest first; of one person, where one is named. `idle`: also what does not count for the moment. */
export async function listGrants(
  sql: Sql,
  person: string | null = null,
  { isLocked = false, idle = false } = {},
): Promise<GrantRow[]> {
  const rows = await sql<GrantRow & { until: Date | null }>(
    `select g.id, g.person_id as person, p.name, g.role, g.until, g.can_pass as "canPass", g.given_by as "givenBy"
     from role_grant g left join person p on p.id = g.person_id
     where ($1::uuid is null or g.person_id = $1::uuid) and ${idle ? 'true' : grantCounts}
     order by g.created_at, g.id limit 1000 ${isLocked ? 'for update of g' : ''}`,
    [person],
  )
  return rows.map((row) => ({ ...row, until: row.until && new Date(row.until).getTime() }))
}

export type NewGrant = Grant & { person: string; via: string | null }

export async function insertGrant(sql: Sql, org: string, grant: NewGrant): Promise<void> {
  await sql(
    `insert into role_grant (id, org_id, person_id, role, until, can_pass, given_by, via)
     values ($1::uuid, $2::uuid, $3::uuid, $4, to_timestamp($5::float8 / 1000), $6, $7::uuid, $8::uuid)`,
    [grant.id, org, grant.person, grant.role, grant.until, grant.canPass, grant.givenBy, grant.via],
  )
}

/** What was passed on from them goes with them. How many went. */
export async function deleteGrants(
  sql: Sql,
  which: { person: string; role: string; givenBy: string | null },
): Promise<number> {
  const rows = await sql(
    `delete from role_grant where person_id = $1::uuid and role = $2 and ($3::uuid is null or given_by = $3::uuid) returning id`,
    [which.person, which.role, which.givenBy],
  )
  return rows.length
}
