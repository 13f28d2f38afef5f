// An org with an owner and three members, for what its policy lets them do.
import { randomUUID } from 'node:crypto'
import type { Caller, Role } from '../../src/domain/person.ts'
import type { Policy } from '../../src/domain/policy.ts'
import { createPolicies } from '../../src/gate/policy/create-policies.ts'
import { insertMember, insertOrg, readMembers } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'

export type PolicyOrg = { org: string; people: Record<'olivia' | 'ann' | 'bo' | 'cy', string> }

export async function seedPolicyOrg(store: Store): Promise<PolicyOrg> {
  const org = randomUUID()
  const people = { olivia: randomUUID(), ann: randomUUID(), bo: randomUUID(), cy: randomUUID() }
  await store.inOrgSql(org, async (sql) => {
    await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
    for (const [name, person] of Object.entries(people))
      await insertMember(sql, org, { person, name, role: name === 'olivia' ? 'owner' : 'member' })
  })
  return { org, people }
}

/** Looked up anew, as for every event of theirs. */
export async function callerIn(store: Store, { org, people }: PolicyOrg, name: keyof PolicyOrg['people']) {
  const member = (await store.inOrgSql(org, (sql) => readMembers(sql, [people[name]]))).get(people[name])
  const { person, role, policyVersion, grants } = member as NonNullable<typeof member>
  const caller: Caller = { account: `console:${name}`, person, name, org, role: role as Role, policyVersion }
  return grants ? { ...caller, grants } : caller
}

export async function editPolicy(
  store: Store,
  org: string,
  edit: (policy: Policy) => Policy,
  policies = createPolicies(store),
): Promise<void> {
  await store.inOrg(org, await policies.change(org, edit))
}
