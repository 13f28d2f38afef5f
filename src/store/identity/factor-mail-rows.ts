// Codes of the second factor that go out by mail. Each move is made under the lock of the second factor they belong to.

import type { Sql } from '../sql.ts'
import type { Whose } from './factor-rows.ts'

type Person = Omit<Whose, 'account'>

export type FactorMailRow = {
  /** Sealed, as all of these are. */
  address: string | null
  pending: string | null
  code: string | null
  /** The code went to the address that is pending. */
  isProof: boolean
  codeUntil: number | null
  /** The event that had it sent: another try of that event sends no second one. */
  sentBy: string | null
  sentAt: number | null
  windowAt: number | null
  windowCount: number
}

const milliseconds = (column: string, name: string) => `(extract(epoch from ${column}) * 1000)::float8 as "${name}"`
const moment = (value: string) => `to_timestamp(${value}::float8 / 1000)`

export async function readFactorMail(sql: Sql, person: string): Promise<FactorMailRow | undefined> {
  const [row] = await sql<FactorMailRow>(
    `select sealed_address as address, sealed_pending as pending, sealed_code as code, is_proof as "isProof", ${milliseconds('code_until', 'codeUntil')}, sent_by as "sentBy",
       ${milliseconds('sent_at', 'sentAt')}, ${milliseconds('window_at', 'windowAt')}, window_count as "windowCount"
     from factor_mail where person_id = $1::uuid`,
    [person],
  )
  return row
}

/** A second factor without a key, where there is none yet: what codes by mail belong to. */
export async function beginMailFactor(sql: Sql, { org, person }: Person, now: number): Promise<void> {
  await sql(
    `insert into second_factor (org_id, person_id, begun_at) values ($1::uuid, $2::uuid, ${moment('$3')})
     on conflict (org_id, person_id) do update set begun_at = excluded.begun_at, sealed = null
       where second_factor.state = 'begun'`,
    [org, person, now],
  )
}

/** In place of whatever code was sent before. */
export async function saveMailCode(sql: Sql, { org, person }: Person, row: FactorMailRow): Promise<void> {
  await sql(
    `insert into factor_mail (org_id, person_id, sealed_address, sealed_pending, sealed_code, is_proof, code_until, sent_by, sent_at, window_at, window_count)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6, ${moment('$7')}, $8, ${moment('$9')}, ${moment('$10')}, $11)
     on conflict (org_id, person_id) do update set sealed_pending = excluded.sealed_pending, sealed_code = excluded.sealed_code, is_proof = excluded.is_proof,
       code_until = excluded.code_until, sent_by = excluded.sent_by, sent_at = excluded.sent_at, window_at = excluded.window_at,
       window_count = excluded.window_count`,
    [
      ...[org, person, row.address, row.pending, row.code, row.isProof, row.codeUntil],
      ...[row.sentBy, row.sentAt, row.windowAt, row.windowCount],
    ],
  )
}

/** The code was given: it is gone, and an address it proved takes its place. Whoever gets these mails wants them, so that one counts for no limit. */
export async function spendMailCode(sql: Sql, person: string, address: string | null): Promise<void> {
  await sql(
    `update factor_mail set sealed_code = null, code_until = null, sent_at = null, window_count = greatest(window_count - 1, 0),
       sealed_pending = case when is_proof then null else sealed_pending end, sealed_address = $2 where person_id = $1::uuid`,
    [person, address],
  )
}

/** It never left: nobody has that code, and it counts for no limit of a minute. */
export async function dropMailCode(sql: Sql, person: string, sentBy: string): Promise<void> {
  await sql(
    'update factor_mail set sealed_code = null, code_until = null, sent_by = null, sent_at = null where person_id = $1::uuid and sent_by = $2',
    [person, sentBy],
  )
}

/** A key that nobody confirmed is no key once codes by mail are on. */
export async function dropUnconfirmedKey(sql: Sql, person: string): Promise<void> {
  await sql(`update second_factor set sealed = null where person_id = $1::uuid and state = 'begun'`, [person])
}
