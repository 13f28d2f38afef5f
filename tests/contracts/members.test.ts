// What no change of a member may bring about, also when two come at the same moment.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { createDashboards, saveDashboard } from '../../src/dashboards/create-dashboards.ts'
import { toBellhopError } from '../../src/domain/errors.ts'
import type { Caller, Role } from '../../src/domain/person.ts'
import { changeMember, type MemberChange } from '../../src/identity/change-member.ts'
import { findPerson } from '../../src/identity/find-person.ts'
import { exportPerson } from '../../src/privacy/export-person.ts'
import { insertMember, insertOrg, mergeMembers, readMembers } from '../../src/store/identity/member-rows.ts'
import { saveQuery } from '../../src/store/kpi/saved-query-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { outcomeOf } from '../support/outcome-of.ts'

describeOnEveryStore('members of an org', ({ store }) => {
  let org = ''
  let ids: Record<'ann' | 'bo' | 'cy', string>
  type Name = keyof typeof ids

  beforeEach(async () => {
    org = randomUUID()
    ids = { ann: randomUUID(), bo: randomUUID(), cy: randomUUID() }
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
      await insertMember(sql, org, { person: ids.ann, name: 'Ann', role: 'owner' })
      await insertMember(sql, org, { person: ids.bo, name: 'Bo', role: 'owner' })
      await insertMember(sql, org, { person: ids.cy, name: 'Cy', role: 'admin' })
    })
  })

  const caller = (who: Name, role: Role): Caller => ({
    account: `console:${who}`,
    person: ids[who],
    name: who,
    org,
    role,
  })

  async function change(by: Caller, who: Name, what: MemberChange, fixed: string[] = []): Promise<string> {
    return outcomeOf(store().inOrgSql(org, (sql) => changeMember(sql, by, ids[who], what, new Set(fixed))))
  }

  async function memberOf(who: Name) {
    return (await store().inOrgSql(org, (sql) => readMembers(sql, [ids[who]]))).get(ids[who])
  }

  it('keep an owner when two owners demote each other at the same moment', async () => {
    const down: MemberChange = { kind: 'role', role: 'member' }
    const outcomes = await Promise.all([
      change(caller('ann', 'owner'), 'bo', down),
      change(caller('bo', 'owner'), 'ann', down),
    ])
    expect(outcomes.sort()).toEqual([expect.stringMatching(/is the last owner here/), 'done'])
  })

  it('keep the last owner from being suspended too', async () => {
    expect(await change(caller('ann', 'owner'), 'bo', { kind: 'suspend' })).toBe('done')
    expect(await change(caller('cy', 'owner'), 'ann', { kind: 'suspend' })).toMatch(/last owner/)
    expect(await memberOf('bo')).toMatchObject({ suspended: true, role: 'owner' })
    expect(await change(caller('ann', 'owner'), 'bo', { kind: 'restore' })).toBe('done')
    expect(await memberOf('bo')).toMatchObject({ suspended: false, role: 'owner' })
  })

  it('are not changed by somebody who lost the right to a moment ago', async () => {
    const [late, suspended] = [caller('bo', 'owner'), caller('cy', 'admin')]
    expect(await change(caller('ann', 'owner'), 'bo', { kind: 'role', role: 'member' })).toBe('done')
    expect(await change(caller('ann', 'owner'), 'cy', { kind: 'suspend' })).toBe('done')
    expect(await change(late, 'cy', { kind: 'restore' })).toMatch(/no longer/)
    expect(await change(suspended, 'bo', { kind: 'role', role: 'viewer' })).toMatch(/no longer/)
    expect(await memberOf('cy')).toMatchObject({ suspended: true })
    expect(await change(late, 'bo', { kind: 'role', role: 'owner' }, [ids.bo])).toBe('done')
  })

  it('are not raised or lowered by an admin at an admin’s height or above', async () => {
    const cy = caller('cy', 'admin')
    expect(await change(cy, 'cy', { kind: 'role', role: 'owner' })).toMatch(/Only an owner/)
    expect(await change(cy, 'ann', { kind: 'suspend' })).toMatch(/Only an owner/)
    expect(await memberOf('cy')).toMatchObject({ role: 'admin' })
  })

  it('are not changed from below, nor raised above whoever was lent the right to change people', async () => {
    await store().inOrgSql(org, (sql) =>
      sql("update membership set role = 'viewer' where person_id = $1::uuid", [ids.cy]),
    )
    const [cy, ann] = [caller('cy', 'viewer'), caller('ann', 'owner')]
    expect(await change(cy, 'cy', { kind: 'role', role: 'member' })).toMatch(/above your own role/)
    expect(await change(ann, 'bo', { kind: 'role', role: 'member' })).toBe('done')
    for (const what of [{ kind: 'suspend' }, { kind: 'role', role: 'viewer' }] as const)
      expect(await change(cy, 'bo', what)).toMatch(/above your own role/)
    expect(await memberOf('bo')).toMatchObject({ role: 'member', suspended: false })
  })

  it('become one only as both agreed to: with the lower of their roles, and neither suspended', async () => {
    const merges = (role: Role) =>
      outcomeOf(store().inOrgSql(org, (sql) => mergeMembers(sql, { keep: ids.bo, leave: ids.cy, role })))
    for (const role of ['owner', 'member'] as const) expect(await merges(role)).toMatch(/changed meanwhile/)
    for (const [who, other] of [
      ['bo', 'cy'],
      ['cy', 'bo'],
    ] as const) {
      expect(await change(caller('ann', 'owner'), who, { kind: 'suspend' })).toBe('done')
      expect(await merges('admin')).toMatch(/changed meanwhile/)
      expect(await change(caller('ann', 'owner'), who, { kind: 'restore' })).toBe('done')
      expect(await memberOf(other)).toMatchObject({ suspended: false })
    }
    expect(await merges('admin')).toBe('done')
  })

  it('are not given a role by a name that a newcomer chose to be taken for them', async () => {
    const annSmith = { person: randomUUID(), name: 'Ann Smith', role: 'member' as const }
    await store().inOrgSql(org, (sql) => insertMember(sql, org, annSmith))
    const told = await findPerson(store(), org, 'ann', 'console:bo').catch((error) => toBellhopError(error).message)
    expect(told).toMatch(/Several people here match: Ann .*; Ann Smith/)
    expect(await findPerson(store(), org, 'ann smith', 'console:bo')).toMatchObject({ person: annSmith.person })
    const cyd = { person: randomUUID(), name: 'Cyd', role: 'member' as const }
    await store().inOrgSql(org, (sql) => insertMember(sql, org, cyd))
    expect(await findPerson(store(), org, 'cy', 'console:bo')).toMatchObject({ person: ids.cy })
  })

  it('have names that are shown as they are when several are meant', async () => {
    for (const name of ['[Ask](https://evil.test) Dee', 'Dee']) {
      const person = { person: randomUUID(), name, role: 'member' as const }
      await store().inOrgSql(org, (sql) => insertMember(sql, org, person))
    }
    const told = await findPerson(store(), org, 'dee', 'console:bo').catch((error) => toBellhopError(error).message)
    expect(told).toContain('\\[Ask\\](https://evil.test) Dee')
  })

  it('keep what they wrote when they become another', async () => {
    const yaml = 'name: mine\ntitle: Mine\nwidgets: [{kpi: Revenue}]'
    await store().inOrgSql(org, async (sql) => {
      await saveDashboard(sql, org, 'mine', yaml, ids.cy)
      await saveQuery(sql, org, { name: 'mine', source: 'shop', sql: 'select 1', person: ids.cy })
      await mergeMembers(sql, { keep: ids.bo, leave: ids.cy, role: 'admin' })
    })
    const own = (await createDashboards(store()).all(org)).filter(({ isOwn }) => isOwn)
    expect(own.map(({ by }) => by)).toEqual([ids.bo])
    const { text } = await exportPerson(store(), org, ids.bo)
    expect(text).toContain('"table":"saved_query"')
  })

  it('stay owners where the installation says so', async () => {
    const told = await change(caller('ann', 'owner'), 'bo', { kind: 'role', role: 'viewer' }, [ids.bo])
    expect(told).toMatch(/owner by the installation itself/)
  })
})
