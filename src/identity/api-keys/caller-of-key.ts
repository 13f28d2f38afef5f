// Whom a key acts for, with the role they have at this moment: nothing of it is remembered from when the key was made.
import type { AccountKey, Caller } from '../../domain/person.ts'
import { type ApiKeyRow, readApiKeys } from '../../store/identity/api-key-rows.ts'
import type { Store } from '../../store/open-store.ts'
import { callerOfPerson } from '../caller-of-person.ts'

/** A key's own login: no platform gives anybody one like it. */
export function keyAccount(id: string): AccountKey {
  return `key:${id}`
}

export function isKeyAccount(account: AccountKey): boolean {
  return account.startsWith('key:')
}

export function isOpen(
  { revokedAt, expiresAt }: Pick<ApiKeyRow, 'revokedAt' | 'expiresAt'>,
  now = Date.now(),
): boolean {
  return !revokedAt && expiresAt.getTime() > now
}

/** A key that is revoked, over, or whose maker may do nothing here any more acts for a stranger. */
export async function callerOfKey(store: Store, owners: ReadonlySet<AccountKey>, account: AccountKey): Promise<Caller> {
  const id = account.slice('key:'.length)
  const key = (await readApiKeys(store.sql, [id])).get(id)
  const nobody: Caller = {
    account,
    person: null,
    name: key?.name ?? 'an API key',
    org: key?.org ?? null,
    role: 'stranger',
  }
  if (!key || !isOpen(key)) return { ...nobody, scopes: [] }
  const { person, org, scopes } = key
  return (await callerOfPerson(store, owners, { person, org, scopes, account })) ?? { ...nobody, scopes: [] }
}
