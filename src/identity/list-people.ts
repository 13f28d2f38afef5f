// Everybody who may act in an org, with the role they have there now.
import type { AccountKey, Role } from '../domain/person.ts'
import { readAccounts } from '../store/identity/account-rows.ts'
import { listMembers } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'

export type OrgPerson = {
  person: string
  name: string
  role: Role
  /** Named an owner where Bellhop is installed: no command here changes that. */
  isFixedOwner: boolean
}

const most = 10_000

/** Suspended people act nowhere, so they are not among them; whoever the installation names an owner always is. */
export async function listPeople(store: Store, owners: ReadonlySet<AccountKey>, org: string): Promise<OrgPerson[]> {
  const [members, fixed] = await Promise.all([
    store.inOrgSql(org, (sql) => listMembers(sql, '', most)),
    readAccounts(store.sql, [...owners]),
  ])
  const fixedOwners = new Set([...fixed.values()].map((account) => account.person))
  return members.flatMap(({ person, name, role, suspended }) => {
    const isFixedOwner = fixedOwners.has(person)
    return isFixedOwner || !suspended ? [{ person, name, role: isFixedOwner ? 'owner' : role, isFixedOwner }] : []
  })
}
