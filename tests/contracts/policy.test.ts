// Policies, roles besides one's own and limits over the store, also when several processes or people come at once.
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { noPolicy, type Policy } from '../../src/domain/policy.ts'
import { defineTool } from '../../src/domain/tool.ts'
import { createCounter } from '../../src/gate/policy/create-counter.ts'
import { createLimitCheck } from '../../src/gate/policy/create-limit-check.ts'
import { createPolicies } from '../../src/gate/policy/create-policies.ts'
import { createRoles, type Giving } from '../../src/gate/policy/create-roles.ts'
import { addRule, setLimit } from '../../src/gate/policy/edit-rules.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { mergeMembers, setSuspended } from '../../src/store/identity/member-rows.ts'
import type { Sql } from '../../src/store/sql.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { outcomeOf } from '../support/outcome-of.ts'
import { callerIn, editPolicy, type PolicyOrg, seedPolicyOrg } from '../support/policy-org.ts'

const minute = 60_000
const ringer = defineTool<object, string>({
  ...{ name: 'ring', description: 'Rings', input: z.object({}), output: z.string(), effect: 'read', repeat: 'safe' },
  ...{ permission: 'member', run: async () => 'rung' },
})

describeOnEveryStore('the policy of an org', ({ store }) => {
  let org = ''
  let people: PolicyOrg['people']
  let now = 0
  const clock = { ...systemClock, now: () => now }
  const callerOf = (name: keyof typeof people) => callerIn(store(), { org, people }, name)
  const set = (edit: (policy: Policy) => Policy, policies = createPolicies(store())) =>
    editPolicy(store(), org, edit, policies)

  beforeEach(async () => {
    now = Date.now()
    const seeded = await seedPolicyOrg(store())
    org = seeded.org
    people = seeded.people
  })

  describe('itself', () => {
    it('counts for whoever is looked up after a change, in every process', async () => {
      const [here, there] = [createPolicies(store()), createPolicies(store())]
      expect(await there.of(await callerOf('ann'))).toEqual(noPolicy)
      await set((policy) => ({ ...policy, model: 'granular' }), here)
      expect((await there.of(await callerOf('ann'))).model).toBe('granular')
      await set((policy) => ({ ...policy, model: 'enterprise' }), there)
      expect((await here.of(await callerOf('ann'))).model).toBe('enterprise')
    })

    it('is read once for each change', async () => {
      let reads = 0
      const counting = {
        inOrgSql: <T>(id: string, work: (sql: Sql) => Promise<T>) =>
          store()
            .inOrgSql(id, work)
            .finally(() => reads++),
      }
      const policies = createPolicies(counting)
      for (let i = 0; i < 3; i++) await policies.of(await callerOf('ann'))
      expect(reads).toBe(0)
      await set((policy) => ({ ...policy, model: 'granular' }))
      for (let i = 0; i < 3; i++) await policies.of(await callerOf('ann'))
      expect(reads).toBe(1)
    })

    it('keeps both of two changes that come at once', async () => {
      await Promise.all([
        set((policy) => setLimit(policy, { what: 'py', count: 3, perMs: minute })),
        set((policy) => setLimit(policy, { what: 'chart', count: 4, perMs: minute })),
      ])
      const { limits } = await createPolicies(store()).of(await callerOf('ann'))
      expect(limits.map(({ what }) => what).sort()).toEqual(['chart', 'py'])
    })

    it('opens nothing when it cannot be read', async () => {
      await set((policy) => policy)
      await store().inOrgSql(org, (sql) => sql(`update policy set body = '{"model":"open"}', version = version + 1`))
      await expect(createPolicies(store()).of(await callerOf('ann'))).rejects.toThrow()
    })

    it('never gives the number of a rule to another one', async () => {
      const wayBack = [{ name: 'command:admin.rules.remove' } as Parameters<typeof addRule>[2][number]]
      const rule = { effect: 'deny' as const, what: 'py', where: 'slack' }
      const one = addRule(noPolicy, rule, wayBack, { platform: 'slack', channel: 'slack:T1:C1', isShared: true })
      const again = addRule({ ...one, rules: [] }, rule, wayBack, {
        platform: 'slack',
        channel: 'slack:T1:C1',
        isShared: true,
      })
      expect([one.rules[0]?.id, again.rules[0]?.id]).toEqual([1, 2])
    })
  })

  describe('roles besides', () => {
    const day = 24 * 60 * minute
    const roles = () => createRoles({ store: store(), clock, policies: createPolicies(store()) })
    const give = async (by: keyof typeof people, to: keyof typeof people, giving: Partial<Giving> = {}) =>
      outcomeOf(
        roles()
          .give(await callerOf(by), { person: people[to], role: 'lead', canPass: false, ...giving })
          .then((change) => store().inOrg(org, change)),
      )
    const heldBy = async (name: keyof typeof people) => (await callerOf(name)).grants?.map(({ role }) => role) ?? []

    beforeEach(() =>
      set((policy) => ({
        ...policy,
        model: 'enterprise',
        roles: [
          { name: 'dev', permissions: ['jira:*'], inherits: [] },
          { name: 'lead', permissions: ['admin:roles'], inherits: ['dev'] },
          { name: 'boss', permissions: ['*'], inherits: ['lead'] },
        ],
      })),
    )

    it('are passed on by whoever may, for no longer than they have them, and no further', async () => {
      expect(await give('olivia', 'ann', { forMs: day, canPass: true })).toBe('done')
      expect(await give('ann', 'bo', { forMs: 2 * day })).toMatch(/only until/)
      expect(await give('ann', 'bo', { canPass: true })).toMatch(/Only an owner/)
      expect(await give('ann', 'ann')).toMatch(/themselves/)
      expect(await give('ann', 'bo')).toBe('done')
      expect((await callerOf('bo')).grants?.[0]).toMatchObject({ role: 'lead', canPass: false })
      expect(Math.abs(((await callerOf('bo')).grants?.[0]?.until ?? 0) - now - day)).toBeLessThan(2)
      expect(await give('bo', 'cy')).toMatch(/do not have it, or may not pass it on/)
    })

    it('are not given by whoever does not have them, but what they inherit is', async () => {
      await give('olivia', 'ann', { canPass: true })
      expect(await give('ann', 'bo', { role: 'boss' })).toMatch(/do not have it/)
      expect(await give('ann', 'bo', { role: 'dev', forMs: day })).toBe('done')
      expect(await give('bo', 'cy', { role: 'dev' })).toMatch(/do not have it/)
      expect(await give('olivia', 'cy', { role: 'unheard-of' })).toMatch(/no role unheard-of/)
    })

    it('fall with what they were passed on from', async () => {
      await give('olivia', 'ann', { canPass: true })
      await give('ann', 'bo')
      const change = await roles().take(await callerOf('olivia'), { person: people.ann, role: 'lead' })
      await store().inOrg(org, change)
      expect([await heldBy('ann'), await heldBy('bo')]).toEqual([[], []])
    })

    it('hold nothing as long as whoever passed them on is suspended', async () => {
      await give('olivia', 'ann', { canPass: true })
      await give('ann', 'bo')
      const suspend = (isSuspended: boolean) =>
        store().inOrgSql(org, (sql) => setSuspended(sql, people.ann, isSuspended))
      await suspend(true)
      expect(await heldBy('bo')).toEqual([])
      expect((await roles().given(org, people.bo)).length).toBe(0)
      await suspend(false)
      expect(await heldBy('bo')).toEqual(['lead'])
    })

    it('are not passed on any more when they are taken in the same moment', async () => {
      await give('olivia', 'ann', { canPass: true })
      const passing = await roles().give(await callerOf('ann'), { person: people.bo, role: 'lead', canPass: false })
      const taking = await roles().take(await callerOf('olivia'), { person: people.ann, role: 'lead' })
      await store().inOrg(org, taking)
      expect(await outcomeOf(store().inOrg(org, passing))).toMatch(/do not have it/)
      expect(await heldBy('bo')).toEqual([])
    })

    it('are taken by owners and by whoever gave them, and by nobody else', async () => {
      await give('olivia', 'ann', { canPass: true })
      await give('ann', 'bo')
      expect(await outcomeOf(roles().take(await callerOf('cy'), { person: people.bo, role: 'lead' }))).toMatch(
        /Only an owner/,
      )
      await store().inOrg(org, await roles().take(await callerOf('ann'), { person: people.bo, role: 'lead' }))
      expect(await heldBy('bo')).toEqual([])
    })

    it('end by themselves', async () => {
      now -= day
      await give('olivia', 'ann', { forMs: day - 1_000 })
      expect(await heldBy('ann')).toEqual([])
    })

    it('do not come along when two people become one', async () => {
      await give('olivia', 'ann', { role: 'boss' })
      const merge = { keep: people.bo, leave: people.ann, role: 'member' as const }
      await store().inOrgSql(org, (sql) => mergeMembers(sql, merge))
      expect(await heldBy('bo')).toEqual([])
    })

    it('are only for owners to give, and not for a time, where roles are granular', async () => {
      await give('olivia', 'ann', { canPass: true })
      await set((policy) => ({ ...policy, model: 'granular' }))
      expect(await give('ann', 'bo')).toMatch(/Only owners give roles here/)
      expect(await give('olivia', 'bo', { forMs: day })).toMatch(/takes the enterprise roles/)
      await set((policy) => ({ ...policy, model: 'simple' }))
      expect(await give('olivia', 'bo')).toMatch(/simple roles/)
    })
  })

  describe('limits', () => {
    const five = { what: 'py', count: 5, perMs: minute }
    const fits = (counted: { fits: boolean }[]) => counted.filter((one) => one.fits).length

    it('are one for all processes, also when everything comes at the same moment', async () => {
      const processes = [createCounter(store().sql, clock), createCounter(store().sql, clock)]
      const calls = Array.from({ length: 20 }, (_, i) => processes[i % 2]?.count(`${org} ann`, five, `call ${i}`))
      expect(fits((await Promise.all(calls)).flatMap((one) => one ?? []))).toBe(5)
    })

    it('slide: a call is forgotten when its time is over, and not before', async () => {
      const counter = createCounter(store().sql, clock)
      const tries = async (count: number) => {
        const counted = []
        for (let i = 0; i < count; i++) counted.push(await counter.count(`${org} bo`, five, randomUUID()))
        return fits(counted)
      }
      expect(await tries(3)).toBe(3)
      now += minute / 2
      expect(await tries(3)).toBe(2)
      now += minute / 2 + minute / 6
      expect(await tries(9)).toBe(3)
      now += 10 * minute
      expect(await tries(9)).toBe(5)
    })

    it('cost no statement while they are far away, and let through no more than an eighth unreported', async () => {
      let statements = 0
      const counting = ((text, values) => {
        statements++
        return store().sql(text, values)
      }) as Sql
      const sixty = { what: '*', count: 60, perMs: minute }
      const counter = createCounter(counting, clock)
      for (let i = 0; i < 7; i++) await counter.count(`${org} cy`, sixty, `call ${i}`)
      expect(statements).toBe(0)
      const other = createCounter(store().sql, clock)
      const counted = []
      for (let i = 0; i < 80; i++) counted.push(await other.count(`${org} cy`, sixty, `other ${i}`))
      expect(fits(counted)).toBe(60)
      expect((await counter.count(`${org} cy`, sixty, 'one more')).fits).toBe(false)
    })

    it('are those of the person, whichever login they come by', async () => {
      await set((policy) => setLimit(policy, { what: '*', count: 3, perMs: minute }))
      const check = createLimitCheck({ sql: store().sql, clock, policies: createPolicies(store()) })
      const asks = async (name: 'ann' | 'bo', account: string) => {
        const caller = { ...(await callerOf(name)), account }
        return (await check({ tool: ringer, input: {}, caller, incoming: null, correlation: '', key: randomUUID() }))
          .passes
      }
      const logins = ['slack:T1:U1', 'telegram:1', 'console:ann', 'slack:T1:U1', 'telegram:1']
      const passed = []
      for (const login of logins) passed.push(await asks('ann', login))
      expect(passed).toEqual([true, true, true, false, false])
      expect(await asks('bo', 'slack:T1:U2')).toBe(true)
    })

    it('let a call through that could not be counted only once it is', async () => {
      let isDown = true
      const sql = ((text, values) => (isDown ? Promise.reject(new Error('down')) : store().sql(text, values))) as Sql
      const counter = createCounter(sql, clock)
      await expect(counter.count(`${org} dee`, five, 'a')).rejects.toThrow('down')
      isDown = false
      expect(await counter.count(`${org} dee`, five, 'a')).toMatchObject({ fits: true, left: 4 })
    })
  })
})
