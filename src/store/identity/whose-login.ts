// Whose a login is now, be it of a platform or of a key: people are merged, and what they made goes to whoever they are then.
import type { AccountKey } from '../../domain/person.ts'
import type { Sql } from '../sql.ts'
import { readAccounts } from './account-rows.ts'
import { readApiKeys } from './api-key-rows.ts'

const ofKey = /^key:([0-9a-f-]{36})$/

/** As the platform. */
export async function whoseLogin(sql: Sql, account: AccountKey): Promise<string | undefined> {
  const [, key] = ofKey.exec(account) ?? []
  if (key) return (await readApiKeys(sql, [key])).get(key)?.person
  return (await readAccounts(sql, [account])).get(account)?.person ?? undefined
}
