// Quotas of a day over the store, also when several people come at once.
import { beforeEach, expect, it } from 'vitest'
import type { Caller } from '../../src/domain/person.ts'
import type { SpendKind } from '../../src/domain/policy.ts'
import type { Request } from '../../src/gate/check.ts'
import { createPolicies } from '../../src/gate/policy/create-policies.ts'
import { createQuotas } from '../../src/gate/policy/create-quotas.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { callerIn, editPolicy, type PolicyOrg, seedPolicyOrg } from '../support/policy-org.ts'

const dayMs = 24 * 60 * 60_000

describeOnEveryStore('quotas', ({ store }) => {
  let acme: PolicyOrg
  let now = 0
  const clock = { ...systemClock, now: () => now }
  const callerOf = (name: keyof PolicyOrg['people']) => callerIn(store(), acme, name)

  beforeEach(async () => {
    now = Date.now()
    acme = await seedPolicyOrg(store())
  })

  const quotas = () => createQuotas({ store: store(), clock, policies: createPolicies(store()) })
  const requestFor = (caller: Caller, spends: SpendKind[]) => ({ tool: { spends }, caller }) as unknown as Request
  const limitTo = (kind: SpendKind, amount: number, per: 'person' | 'org') =>
    editPolicy(store(), acme.org, (policy) => ({ ...policy, quotas: [{ kind, amount, per }] }))

  it('let as many runs begin as there are left, however many come at once', async () => {
    await limitTo('runs', 3, 'person')
    const request = requestFor(await callerOf('ann'), ['runs'])
    const begun = await Promise.all(Array.from({ length: 10 }, () => outcomeOf(quotas().begin(request))))
    expect(begun.filter((one) => one === 'done')).toHaveLength(3)
    expect(begun.find((one) => one !== 'done')).toMatch(/used up the runs of today \(3\)/)
    expect(await quotas().check(request)).toMatchObject({ passes: false, reason: 'no runs left today' })
    expect(await quotas().check(requestFor(await callerOf('bo'), ['runs']))).toEqual({ passes: true })
    expect(await quotas().today(await callerOf('ann'))).toEqual([{ kind: 'runs', mine: 3, everybody: 3 }])
  })

  it('count what is spent by everybody together, and begin anew with the day', async () => {
    await limitTo('tokens', 100, 'org')
    const [ann, bo] = [await callerOf('ann'), await callerOf('bo')]
    await quotas().spend(ann, 'tokens', 60)
    expect(await outcomeOf(quotas().spend(bo, 'tokens', 60))).toMatch(/Everybody here together has used up the tokens/)
    expect(await quotas().check(requestFor(ann, ['tokens']))).toMatchObject({ passes: false })
    now += dayMs
    expect(await quotas().check(requestFor(ann, ['tokens']))).toEqual({ passes: true })
  })

  it('do not hold what spends nothing of it', async () => {
    await limitTo('runs', 0, 'person')
    expect(await quotas().check(requestFor(await callerOf('ann'), []))).toEqual({ passes: true })
    expect(await quotas().check(requestFor(await callerOf('ann'), ['runs']))).toMatchObject({ passes: false })
  })
})
