// What providers allow us to do for linked accounts, sealed, and whose an account is.
import type { AccountKey } from '../../domain/person.ts'
import type { Sql } from '../sql.ts'

/** Makes the account this person's; false when it is somebody else's. */
export async function bindAccount(
  sql: Sql,
  account: { key: AccountKey; person: string; name: string },
): Promise<boolean> {
  const rows = await sql(
    `insert into account (key, platform, person_id, name) values ($1, split_part($1, ':', 1), $2::uuid, $3)
     on conflict (key) do update set person_id = excluded.person_id, name = excluded.name
       where account.person_id is null or account.person_id = excluded.person_id
     returning key`,
    [account.key, account.person, account.name],
  )
  return rows.length > 0
}

/** Nobody's from here on; false when it was not this person's. */
export async function releaseAccount(sql: Sql, account: AccountKey, person: string): Promise<boolean> {
  const rows = await sql('update account set person_id = null where key = $1 and person_id = $2::uuid returning key', [
    account,
    person,
  ])
  return rows.length > 0
}

export async function deleteAccount(sql: Sql, account: AccountKey, person: string): Promise<boolean> {
  const rows = await sql('delete from account where key = $1 and person_id = $2::uuid returning key', [account, person])
  return rows.length > 0
}

export async function saveGrant(
  sql: Sql,
  grant: { account: AccountKey; provider: string; sealed: string },
): Promise<void> {
  await sql(
    `insert into provider_grant (account, provider, sealed) values ($1, $2, $3)
     on conflict (account) do update set sealed = excluded.sealed, updated_at = now()`,
    [grant.account, grant.provider, grant.sealed],
  )
}

export async function readGrant(sql: Sql, account: AccountKey): Promise<string | undefined> {
  const [row] = await sql<{ sealed: string }>('select sealed from provider_grant where account = $1', [account])
  return row?.sealed
}

/** Replaces what was read; false when somebody else did meanwhile. */
export async function replaceGrant(sql: Sql, account: AccountKey, former: string, sealed: string): Promise<boolean> {
  const rows = await sql(
    'update provider_grant set sealed = $3, updated_at = now() where account = $1 and sealed = $2 returning account',
    [account, former, sealed],
  )
  return rows.length > 0
}
