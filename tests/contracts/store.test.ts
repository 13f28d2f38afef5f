// What the store promises whoever keeps data in it, on both databases.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { usesBeforeKept } from '../../src/store/kept-plans.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('the store', ({ store }) => {
  async function orgNamed(name: string): Promise<string> {
    const id = randomUUID()
    await store().inOrgSql(id, (sql) => insertOrg(sql, { id, name, isSample: false }))
    await store().inOrg(id, (tx) => tx.setting.create({ data: { orgId: id, name: 'greeting', value: name } }))
    return id
  }

  it('shows an org its own rows and nobody else the same', async () => {
    const [ours, theirs] = [await orgNamed('ours'), await orgNamed('theirs')]
    const seen = await store().inOrg(ours, (tx) => tx.setting.findMany())
    expect(seen.map((row) => row.value)).toEqual(['ours'])
    expect(await store().inOrg(theirs, (tx) => tx.setting.findMany({ where: { orgId: ours } }))).toEqual([])
  })

  it('shows nothing to a transaction without an org', async () => {
    await orgNamed('hidden')
    const rows = await store().transact(async (sql) => {
      await sql("select set_config('role', 'bellhop_tenant', true)")
      return sql('select * from setting')
    })
    expect(rows).toEqual([])
  })

  it('shows people to the orgs they are members of, and to nobody else', async () => {
    const [ours, theirs] = [await orgNamed('ours'), await orgNamed('theirs')]
    const [here, both] = [randomUUID(), randomUUID()]
    await store().inOrgSql(ours, async (sql) => {
      for (const person of [here, both]) await insertMember(sql, ours, { person, name: 'Ann', role: 'member' })
    })
    await store().inOrgSql(theirs, (sql) =>
      sql("insert into membership (org_id, person_id, role) values ($1::uuid, $2::uuid, 'member')", [theirs, both]),
    )
    const seen = (org: string) => store().inOrg(org, (tx) => tx.person.findMany({ select: { id: true } }))
    expect(new Set((await seen(ours)).map((row) => row.id))).toEqual(new Set([here, both]))
    expect(await seen(theirs)).toEqual([{ id: both }])
    const changed = (org: string) =>
      store().inOrg(org, (tx) => tx.person.updateMany({ where: { id: here }, data: { name: 'Bo' } }))
    expect([(await changed(theirs)).count, (await changed(ours)).count]).toEqual([0, 1])
  })

  it('refuses the platform role at the door of tenant tables', async () => {
    await expect(store().sql('select * from message')).rejects.toThrow(/permission denied/)
  })

  it('refuses a row written for another org', async () => {
    const [ours, theirs] = [await orgNamed('ours'), await orgNamed('theirs')]
    const write = store().inOrg(ours, (tx) =>
      tx.setting.create({ data: { orgId: theirs, name: 'planted', value: 'x' } }),
    )
    await expect(write).rejects.toThrow()
  })

  it('lets nobody change or delete what the audit says', async () => {
    const org = await orgNamed('audited')
    const change = store().inOrgSql(org, (sql) => sql("update audit_entry set act = 'nothing'"))
    await expect(change).rejects.toThrow(/permission denied/)
    await expect(store().inOrgSql(org, (sql) => sql('delete from audit_entry'))).rejects.toThrow(/permission denied/)
  })

  it('keeps 40 orgs apart that are read at the same moment', async () => {
    const orgs = await Promise.all(Array.from({ length: 40 }, (_, i) => orgNamed(`org ${i}`)))
    const seen = await Promise.all(orgs.map((org) => store().inOrg(org, (tx) => tx.setting.findMany())))
    expect(seen.map((rows) => rows.map((row) => row.orgId))).toEqual(orgs.map((org) => [org]))
  })

  it('keeps orgs apart when the same is asked so often that its plan is kept', async () => {
    const orgs = [await orgNamed('ours'), await orgNamed('theirs')]
    const asked = 'select value from setting where name = $1'
    for (let use = 0; use <= usesBeforeKept + 40; use += 2)
      for (const [at, org] of orgs.entries()) {
        const name = { value: at === 0 ? 'ours' : 'theirs' }
        expect(await store().inOrgSql(org, (sql) => sql(asked, ['greeting']))).toEqual([name])
        expect(await store().inOrg(org, (tx) => tx.setting.findMany({ select: { value: true } }))).toEqual([name])
      }
    await expect(store().sql(asked, ['greeting'])).rejects.toThrow(/permission denied/)
    const withoutOrg = store().transact(async (sql) => {
      await sql("select set_config('role', 'bellhop_tenant', true)")
      return sql(asked, ['greeting'])
    })
    expect(await withoutOrg).toEqual([])
  })

  it('keeps vectors and finds the nearest', async () => {
    const org = await orgNamed('vectors')
    const documentId = randomUUID()
    const vector = (first: number) => `[${[first, ...Array(767).fill(0.1)].join(',')}]`
    const nearest = await store().inOrgSql(org, async (sql) => {
      await sql("insert into document (id, org_id, title, source, sha256) values ($1, $2, 't', 's', 'x')", [
        documentId,
        org,
      ])
      for (const [place, first] of [1, 5, 9].entries())
        await sql(
          "insert into chunk (id, org_id, document_id, place, text, embedding) values ($1, $2, $3, $4, 'c', $5::vector)",
          [randomUUID(), org, documentId, place, vector(first)],
        )
      return sql<{ place: number }>('select place from chunk order by embedding <-> $1::vector limit 1', [vector(4.6)])
    })
    expect(nearest).toEqual([{ place: 1 }])
  })
})
