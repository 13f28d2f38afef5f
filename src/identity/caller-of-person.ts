// What somebody may do here at this moment, whatever they came in with: nothing of it is remembered from before.
import type { AccountKey, Caller } from '../domain/person.ts'
import { readAccountsOf } from '../store/identity/account-rows.ts'
import { readMembers } from '../store/identity/member-rows.ts'
import type { Store } from '../store/open-store.ts'

type Who = { org: string; person: string; account: AccountKey; scopes?: readonly string[] }

/** Undefined when they are no member here; a stranger when they are suspended. */
export async function callerOfPerson(
  store: Store,
  owners: ReadonlySet<AccountKey>,
  { org, person, account, scopes }: Who,
): Promise<Caller | undefined> {
  const [members, accounts] = await Promise.all([
    store.inOrgSql(org, (sql) => readMembers(sql, [person])),
    readAccountsOf(store.sql, [person]),
  ])
  const member = members.get(person)
  if (!member) return undefined
  const { name, policyVersion, grants } = member
  const caller: Caller = { account, person, name, org, role: 'stranger', policyVersion, ...(scopes ? { scopes } : {}) }
  // Whoever the installation names an owner is one in chat too, whatever else is said of them.
  if (accounts.some((one) => owners.has(one.key))) return { ...caller, role: 'owner' }
  return member.suspended
    ? { ...caller, isSuspended: true }
    : { ...caller, role: member.role, ...(grants ? { grants } : {}) }
}
