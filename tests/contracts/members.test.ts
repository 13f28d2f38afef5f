// What no change of a member may bring about, also when two come at the same moment.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { toBellhopError } from '../../src/domain/errors.ts'
import type { Caller, Role } from '../../src/domain/person.ts'
import { changeMember, type MemberChange } from '../../src/identity/change-member.ts'
import { insertMember, insertOrg, readMembers } from '../../src/store/member-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

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
    const work = store().inOrgSql(org, (sql) => changeMember(sql, by, ids[who], what, new Set(fixed)))
    return work.then(
      () => 'done',
      (error) => toBellhopError(error).message,
    )
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

  it('are not raised or lowered by an admin at an admin’s height or above', async () => {
    const cy = caller('cy', 'admin')
    expect(await change(cy, 'cy', { kind: 'role', role: 'owner' })).toMatch(/Only an owner/)
    expect(await change(cy, 'ann', { kind: 'suspend' })).toMatch(/Only an owner/)
    expect(await memberOf('cy')).toMatchObject({ role: 'admin' })
  })

  it('stay owners where the installation says so', async () => {
    const told = await change(caller('ann', 'owner'), 'bo', { kind: 'role', role: 'viewer' }, [ids.bo])
    expect(told).toMatch(/owner by the installation itself/)
  })
})
