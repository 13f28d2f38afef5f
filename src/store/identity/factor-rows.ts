// Second factors: sealed keys, how far their codes are used up, and who gave a code lately. Inside a transaction that acts for the org.
import type { Sql } from '../sql.ts'

export type Whose = { org: string; person: string; account: string }

export type FactorRow = {
  /** None where codes come by mail alone. */
  sealed: string | null
  /** `begun` until its first code was given. */
  state: 'begun' | 'on'
  /** The newest step that was used: it and everything before are spent. */
  lastStep: number | null
  /** The event that used it: another try of that event is no second use. */
  spentBy: string | null
  failures: number
  lockedUntil: number | null
  begunAt: number
  recoveryCodes: number
}

const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`

const columns = `sealed, state, last_step::float8 as "lastStep", spent_by as "spentBy", failures,
  ${milliseconds('locked_until')} as "lockedUntil", ${milliseconds('begun_at')} as "begunAt",
  (select count(*)::int from recovery_code r where r.person_id = f.person_id) as "recoveryCodes"`

/** Whoever else submits a code for this person waits until this transaction ends. */
export async function lockFactor(sql: Sql, person: string): Promise<FactorRow | undefined> {
  const [row] = await sql<FactorRow>(`select ${columns} from second_factor f where person_id = $1::uuid for update`, [
    person,
  ])
  return row
}

export async function readFactor(sql: Sql, person: string): Promise<FactorRow | undefined> {
  const [row] = await sql<FactorRow>(`select ${columns} from second_factor f where person_id = $1::uuid`, [person])
  return row
}

/** False when one is on already. */
export async function beginFactor(sql: Sql, { org, person }: Omit<Whose, 'account'>, sealed: string, now: number) {
  const rows = await sql(
    `insert into second_factor (org_id, person_id, sealed, begun_at) values ($1::uuid, $2::uuid, $3, to_timestamp($4::float8 / 1000))
     on conflict (org_id, person_id) do update set sealed = excluded.sealed, begun_at = excluded.begun_at, last_step = null
       where second_factor.state = 'begun'
     returning person_id`,
    [org, person, sealed, now],
  )
  return rows.length > 0
}

/** A code was right: it is on from now, and nothing counts against it any more. */
export async function acceptCode(sql: Sql, person: string, use: { step: number | null; by: string; now: number }) {
  await sql(
    `update second_factor set state = 'on', last_step = coalesce($2::bigint, last_step), spent_by = $3, failures = 0, locked_until = null,
       confirmed_at = coalesce(confirmed_at, to_timestamp($4::float8 / 1000)) where person_id = $1::uuid`,
    [person, use.step, use.by, use.now],
  )
}

export async function countFailure(sql: Sql, person: string, failures: number, lockedUntil: number | null) {
  await sql(
    'update second_factor set failures = $2, locked_until = to_timestamp($3::float8 / 1000) where person_id = $1::uuid',
    [person, failures, lockedUntil],
  )
}

/** Takes all of it away, what waits for a code included; false when there was none. */
export async function deleteFactor(sql: Sql, person: string): Promise<boolean> {
  await sql('delete from step_up where person_id = $1::uuid', [person])
  const rows = await sql('delete from second_factor where person_id = $1::uuid returning person_id', [person])
  return rows.length > 0
}

/** In place of all there were. */
export async function saveRecoveryCodes(sql: Sql, { org, person }: Omit<Whose, 'account'>, hashes: string[]) {
  await sql('delete from recovery_code where person_id = $1::uuid', [person])
  await sql(
    'insert into recovery_code (org_id, person_id, hash) select $1::uuid, $2::uuid, h from unnest($3::text[]) as h',
    [org, person, hashes],
  )
}

/** False when there is no such code, or none any more. */
export async function spendRecoveryCode(sql: Sql, person: string, hashes: string[]): Promise<boolean> {
  const rows = await sql(
    'delete from recovery_code where person_id = $1::uuid and hash = any($2::text[]) returning hash',
    [person, hashes],
  )
  return rows.length > 0
}

/** Everybody whose second factor is on. */
export async function listFactors(sql: Sql): Promise<string[]> {
  const rows = await sql<{ person: string }>("select person_id as person from second_factor where state = 'on'")
  return rows.map(({ person }) => person)
}

export type Standing = {
  isOn: boolean
  /** By this account a code was given lately. */
  isFresh: boolean
  /** Codes can be sent to a proven address. */
  hasMail: boolean
  required: string | null
  minutes: string | null
}

export const factorSettings = { required: 'factor:required', minutes: 'factor:minutes' } as const

export async function readStanding(sql: Sql, { person, account }: Whose, now: number): Promise<Standing> {
  const [row] = await sql<Standing>(
    `select exists (select from second_factor where person_id = $1::uuid and state = 'on') as "isOn",
       exists (select from step_up where person_id = $1::uuid and account = $2 and fresh_until > to_timestamp($3::float8 / 1000)) as "isFresh",
       exists (select from factor_mail where person_id = $1::uuid and sealed_address is not null) as "hasMail",
       (select value from setting where name = $4) as required, (select value from setting where name = $5) as minutes`,
    [person, account, now, factorSettings.required, factorSettings.minutes],
  )
  return row ?? { isOn: false, isFresh: false, hasMail: false, required: null, minutes: null }
}

export async function freshen(sql: Sql, { org, person, account }: Whose, until: number): Promise<void> {
  await sql(
    `insert into step_up (org_id, person_id, account, fresh_until) values ($1::uuid, $2::uuid, $3, to_timestamp($4::float8 / 1000))
     on conflict (org_id, person_id, account) do update set fresh_until = excluded.fresh_until`,
    [org, person, account, until],
  )
}

export type WaitingRequest = { id: string; deed: string }

/** What this account asked before, and was not done, is let go. */
export async function holdRequest(
  sql: Sql,
  { org, person, account }: Whose,
  request: WaitingRequest & { job: string; until: number },
): Promise<void> {
  await sql(
    `insert into step_up (org_id, person_id, account, waiting_id, waiting, deed, waiting_until)
     values ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6, to_timestamp($7::float8 / 1000))
     on conflict (org_id, person_id, account) do update
       set waiting_id = excluded.waiting_id, waiting = excluded.waiting, deed = excluded.deed, waiting_until = excluded.waiting_until`,
    [org, person, account, request.id, request.job, request.deed, request.until],
  )
}

export async function findWaiting(sql: Sql, { person, account }: Whose, now: number) {
  const [row] = await sql<WaitingRequest>(
    `select waiting_id as id, deed from step_up
     where person_id = $1::uuid and account = $2 and waiting_id is not null and waiting_until > to_timestamp($3::float8 / 1000)`,
    [person, account, now],
  )
  return row
}

/** Takes that very request, once; undefined when it is gone or another stands in its place. */
export async function takeWaiting(sql: Sql, { person, account }: Whose, id: string): Promise<string | undefined> {
  const [row] = await sql<{ job: string }>(
    `update step_up s set waiting_id = null, waiting = null, deed = null, waiting_until = null
     from (select person_id, account, waiting as job from step_up where person_id = $1::uuid and account = $2 and waiting_id = $3::uuid for update) before
     where s.person_id = before.person_id and s.account = before.account returning before.job`,
    [person, account, id],
  )
  return row?.job
}

/** Forgets, of every org, requests that nobody gave a code for and codes given long ago. */
export async function purgeStepUps(sql: Sql): Promise<number> {
  const rows = await sql(
    `delete from step_up where coalesce(fresh_until, '-infinity') < now() and coalesce(waiting_until, '-infinity') < now()
     returning account`,
  )
  return rows.length
}
