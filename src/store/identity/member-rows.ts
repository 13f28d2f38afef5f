// People and their roles, read and written inside a transaction that already acts for their org.

import { BellhopError } from '../../domain/errors.ts'
import { lowerOf, type Role } from '../../domain/person.ts'
import type { Grant } from '../../domain/policy.ts'
import { passOnArtifacts } from '../artifacts/artifact-rows.ts'
import { grantColumns, grantCounts } from '../gate/policy-rows.ts'
import { passOnSchedules } from '../schedule-rows.ts'
import type { Sql } from '../sql.ts'
import { passOnApiKeys } from './api-key-rows.ts'

export type MemberRow = { person: string; name: string; role: Role; suspended: boolean }

/** With what decides what they may do: the roles they have besides, and the state of the org's policy. */
export type KnownMember = MemberRow & { policyVersion: number; grants: Grant[] | null }

export async function readMembers(sql: Sql, people: string[]): Promise<Map<string, KnownMember>> {
  const rows = await sql<KnownMember>(
    `select m.person_id as person, p.name, m.role, m.suspended_at is not null as suspended,
       coalesce((select version from policy), 0) as "policyVersion",
       (select json_agg(json_build_object(${grantColumns})) from role_grant g
        where g.org_id = m.org_id and g.person_id = m.person_id and ${grantCounts}) as grants
     from membership m join person p on p.id = m.person_id where m.person_id = any($1::uuid[])`,
    [people],
  )
  return new Map(rows.map((row) => [row.person, row]))
}

/** Every member of the org whose name holds `search`, oldest first. */
export async function listMembers(sql: Sql, search = '', limit = 50): Promise<MemberRow[]> {
  return sql<MemberRow>(
    `${selectMembers} where $1 = '' or position(lower($1) in lower(p.name)) > 0 order by m.created_at, m.person_id limit $2`,
    [search, limit],
  )
}

const selectMembers = `select m.person_id as person, p.name, m.role, m.suspended_at is not null as suspended
  from membership m join person p on p.id = m.person_id`

export async function insertMember(
  sql: Sql,
  org: string,
  member: { person: string; name: string; role: Role },
): Promise<void> {
  await sql('insert into person (id, name) values ($1::uuid, $2)', [member.person, member.name])
  await sql('insert into membership (org_id, person_id, role) values ($1::uuid, $2::uuid, $3)', [
    org,
    member.person,
    member.role,
  ])
}

export async function insertOrg(sql: Sql, org: { id: string; name: string; isSample: boolean }): Promise<void> {
  await sql('insert into org (id, name, is_sample) values ($1::uuid, $2, $3) on conflict (id) do nothing', [
    org.id,
    org.name,
    org.isSample,
  ])
}

/** The people who run this org. */
export async function listAdmins(sql: Sql): Promise<string[]> {
  const rows = await sql<{ person: string }>(
    "select person_id as person from membership where role in ('owner', 'admin') and suspended_at is null",
  )
  return rows.map((row) => row.person)
}

/** One person instead of two: what `leave` built is `keep`'s. Refused when the lower of both roles is not the one that was agreed to. */
export async function mergeMembers(sql: Sql, merge: { keep: string; leave: string; role: Role }): Promise<void> {
  const owners = await lockOwners(sql)
  const keep = await lockMember(sql, merge.keep)
  const leave = await lockMember(sql, merge.leave)
  if (!keep || !leave || keep.suspended || leave.suspended || lowerOf(keep.role, leave.role) !== merge.role)
    throw new BellhopError('conflict', 'Something about these two people changed meanwhile.', {
      nextStep: 'Ask the admin again.',
    })
  await refuseToDrop(sql, merge.leave)
  const remaining = owners.filter(
    (person) => merge.role === 'owner' || (person !== merge.keep && person !== merge.leave),
  )
  if (owners.length > 0 && remaining.length === 0)
    throw new BellhopError('conflict', 'That would leave this organisation without an owner.', {
      nextStep: 'Make somebody else an owner first.',
    })
  await sql('update build set person_id = $1::uuid where person_id = $2::uuid', [merge.keep, merge.leave])
  await passOnApiKeys(sql, merge.leave, merge.keep)
  await passOnSchedules(sql, merge.leave, merge.keep)
  await passOnArtifacts(sql, merge.leave, merge.keep)
  await passOnWritings(sql, merge.leave, merge.keep)
  // Their accounts are the other's by now: without them nobody is that person anywhere.
  await sql('delete from person where id = $1::uuid', [merge.leave])
  // Neither of them brings the other more than both agreed to: roles besides are given anew.
  await sql('delete from role_grant where person_id in ($1::uuid, $2::uuid)', [merge.keep, merge.leave])
  await setRole(sql, merge.keep, merge.role)
}

/** What bears the name of whoever wrote it: queries, imports of figures, and dashboards, which say so in their settings. */
async function passOnWritings(sql: Sql, leave: string, keep: string): Promise<void> {
  for (const table of ['saved_query', 'kpi_import'])
    await sql(`update ${table} set person_id = $1::uuid where person_id = $2::uuid`, [keep, leave])
  await sql(
    "update setting set value = replace(value, $2, $1) where starts_with(name, 'dashboard:') and strpos(value, $2) > 0",
    [keep, leave],
  )
}

/** A second factor stays with its person: who takes over would have none, and nobody would have asked for a code. */
async function refuseToDrop(sql: Sql, leave: string): Promise<void> {
  const [factor] = await sql('select 1 from second_factor where person_id = $1::uuid', [leave])
  if (factor)
    throw new BellhopError('conflict', 'The second of these two has a second factor, which a merge would drop.', {
      nextStep: 'Let them take it off first, with `factor off`, or merge the other way round.',
    })
}

export async function setRole(sql: Sql, person: string, role: Role): Promise<boolean> {
  const rows = await sql('update membership set role = $2 where person_id = $1::uuid returning person_id', [
    person,
    role,
  ])
  return rows.length > 0
}

/** As it is now; nobody else changes it until this transaction ends. */
export async function lockMember(sql: Sql, person: string): Promise<MemberRow | undefined> {
  const [row] = await sql<MemberRow>(`${selectMembers} where m.person_id = $1::uuid for update of m`, [person])
  return row
}

/** The owners who may act; none of them can stop being one until this transaction ends. */
export async function lockOwners(sql: Sql): Promise<string[]> {
  const rows = await sql<{ person: string }>(
    `select person_id as person from membership where role = 'owner' and suspended_at is null order by person_id for update`,
  )
  return rows.map((row) => row.person)
}

export async function setSuspended(sql: Sql, person: string, isSuspended: boolean): Promise<boolean> {
  const rows = await sql(
    `update membership set suspended_at = case when $2::bool then coalesce(suspended_at, now()) end where person_id = $1::uuid returning person_id`,
    [person, isSuspended],
  )
  return rows.length > 0
}

/** Out of this org and, where no other knows them, out of everything. */
export async function leaveOrg(sql: Sql, person: string, isEverywhere: boolean): Promise<void> {
  if (isEverywhere) await sql('delete from person where id = $1::uuid', [person])
  else await sql('delete from membership where person_id = $1::uuid', [person])
}
