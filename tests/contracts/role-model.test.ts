// How roles work is chosen at the setup, and by the org itself from its first decision on.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Policy } from '../../src/domain/policy.ts'
import { createPolicies, type Policies } from '../../src/gate/policy/create-policies.ts'
import { setModel } from '../../src/gate/policy/edit-roles.ts'
import { setLimit } from '../../src/gate/policy/edit-rules.ts'
import { insertMember, insertOrg, readMembers } from '../../src/store/identity/member-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('the model of roles', ({ store }) => {
  const [org, person] = [randomUUID(), randomUUID()]
  const modelBy = async (policies: Policies) => {
    const { policyVersion = 0 } = (await store().inOrgSql(org, (sql) => readMembers(sql, [person]))).get(person) ?? {}
    return (await policies.of({ org, policyVersion })).model
  }
  const decide = async (policies: Policies, edit: (policy: Policy) => Policy) =>
    store().inOrg(org, await policies.change(org, edit))

  it('is that of the setup until somebody decides anything, and then stays when the setup changes', async () => {
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Home', isSample: false })
      await insertMember(sql, org, { person, name: 'Ann', role: 'owner' })
    })
    const enterprise = createPolicies(store(), 'enterprise')
    expect(await modelBy(enterprise)).toBe('enterprise')
    await decide(enterprise, (policy) => setLimit(policy, { what: 'py', count: 3, perMs: 60_000 }))
    const granular = createPolicies(store(), 'granular')
    expect(await modelBy(granular)).toBe('enterprise')
    await decide(granular, (policy) => setModel(policy, 'simple'))
    expect(await modelBy(enterprise)).toBe('simple')
  })
})
