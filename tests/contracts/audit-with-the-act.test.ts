// What people do is sealed in the transaction that settles it, wherever the end of the chain is free; the rest is the sealer's.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { createAuditKey } from '../../src/audit/audit-key.ts'
import { createChain } from '../../src/audit/create-chain.ts'
import { takeEnds } from '../../src/store/audit/chain-end.ts'
import { insertAudit } from '../../src/store/router/tenant-rows.ts'
import { auditRecord } from '../support/audit-record.ts'
import { type AuditedOrg, beginAuditedOrg, testAuditKey } from '../support/audited-org.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { settleAudit } from '../support/settle-audit.ts'

describeOnEveryStore('what is audited', ({ store, another }) => {
  let org: AuditedOrg
  beforeEach(async () => {
    org = await beginAuditedOrg(store())
  })

  const acts = async () => (await org.sealed()).map(({ seq, act }) => `${seq} ${act}`)

  it('is sealed with the act, for each org of a group in its own chain', async () => {
    const other = await beginAuditedOrg(store())
    const chain = createChain(testAuditKey)
    const turns = [
      { org: org.id, audit: [{ act: 'a' }, { act: 'b' }] },
      { org: other.id, audit: [{ act: 'c' }] },
      { org: org.id, audit: [{ act: 'd' }] },
      { org: other.id, audit: [] },
    ]
    expect(await settleAudit(store(), chain, ...turns)).toBe(4)
    await org.settle([{ act: 'e' }])
    expect(await acts()).toEqual(['1 first', '2 a', '3 b', '4 d', '5 e'])
    expect(await other.sealed()).toMatchObject([{ act: 'first' }, { seq: 2, act: 'c' }])
    for (const each of [org, other]) expect(await each.verify()).toMatchObject({ fault: undefined, tail: { count: 0 } })
  })

  it('verifies whatever was said', async () => {
    const texts = [
      '\uD83D',
      'a\uDC00b',
      'nul\0nul',
      '👩‍👩‍👧 e\u0301 \u2028 \uFEFF',
      '"\\{},\n\r\t\b\u0001\u007F\u0085',
      '',
      'x'.repeat(300_000),
    ]
    await org.settle(
      ...texts.map((text) => [
        { account: text, place: text, act: text, digest: text, reason: text, result: text, correlation: text },
      ]),
    )
    await settleAudit(store(), undefined, { org: org.id, audit: [{ act: texts[2] ?? '' }] })
    const person = randomUUID()
    const spelt = [person.toUpperCase(), `{${person}}`, person.replaceAll('-', '')]
    await org.settle(spelt.map((id) => ({ person: id, approval: id })))
    expect(await org.seal()).toEqual([])
    const sealed = await org.sealed()
    expect(sealed).toHaveLength(1 + texts.length + 1 + spelt.length)
    expect(sealed[3]?.reason).toBe('nul␀nul')
    expect(sealed.at(-2)).toMatchObject({ person, approval: person })
    expect(await org.verify()).toMatchObject({ fault: undefined })
  })

  it('has the moment of the transaction, and salts of its own', async () => {
    const before = Date.now()
    await org.settle([{}, {}])
    const [, one, two] = await org.sealed()
    expect(one?.at).toBe(two?.at)
    expect(Math.abs((one?.at ?? 0) - before)).toBeLessThan(10_000)
    expect(new Set([one, two].flatMap((entry) => [entry?.whoSalt, entry?.detailSalt])).size).toBe(4)
  })

  it('is left to the sealer where a turn changes something of its own, or nobody knows the key', async () => {
    const chain = createChain(testAuditKey)
    await settleAudit(store(), chain, { org: org.id, audit: [{ act: 'change' }], change: async () => undefined })
    await settleAudit(store(), undefined, { org: org.id, audit: [{ act: 'keyless' }] })
    expect(await acts()).toEqual(['1 first'])
    await org.settle([{ act: 'next' }])
    await org.seal()
    expect(await acts()).toEqual(['1 first', '2 next', '3 change', '4 keyless'])
    expect(await org.verify()).toMatchObject({ fault: undefined })
  })

  it.skipIf(!another)('waits for nobody who holds the end (the embedded database has one session)', async () => {
    const ended = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    const holder = await another?.()
    const holding = holder?.inOrgSql(org.id, async (sql) => {
      await sql('select seq from audit_head for update')
      held.resolve()
      await ended.promise
    })
    await held.promise
    expect(await org.settle([{ act: 'meanwhile' }])).toBe(1)
    expect(await acts()).toEqual(['1 first'])
    ended.resolve()
    await holding
    await org.settle([{ act: 'afterwards' }])
    expect(await acts()).toEqual(['1 first', '2 afterwards'])
    expect(await org.seal()).toEqual([])
    expect(await acts()).toEqual(['1 first', '2 afterwards', '3 meanwhile'])
    expect(await org.verify()).toMatchObject({ fault: undefined })
    await holder?.close()
  })

  it.skipIf(!another)(
    'is one chain however many processes settle (the embedded database is opened by one)',
    async () => {
      const chain = createChain(testAuditKey)
      const others = await Promise.all([another?.(), another?.()])
      for (let round = 0; round < 10; round++)
        await Promise.all([store(), ...others].flatMap((each) => (each ? [settleOne(each), org.seal()] : [])))
      await org.seal()
      expect(await org.verify()).toMatchObject({ entries: 31, fault: undefined, tail: { count: 0 } })
      for (const other of others) await other?.close()

      async function settleOne(on: ReturnType<typeof store>): Promise<void> {
        await on.transact(async (sql) => {
          const ends = await takeEnds(sql, chain, [org.id])
          await insertAudit(sql, org.id, [auditRecord({})], ends.get(org.id))
        })
      }
    },
  )

  it.each([
    ['was moved back', "update audit_head set seq = 0, hash = '', signature = ''"],
    [
      'is signed by somebody else',
      `update audit_head set signature = '${createAuditKey(Buffer.alloc(32, 8)).sign('x')}'`,
    ],
    ['was moved in time', "update audit_head set at = 'infinity'"],
    ['says another hash', "update audit_head set hash = repeat('0', 64)"],
    ['is not that of the last entry', "update audit_entry set hash = repeat('0', 64) where seq = 2"],
    ['has lost its last entry', 'delete from audit_entry where seq = 2'],
  ])('is not put behind an end that %s, which the sealer tells', async (_what, statement) => {
    await org.settle([{ act: 'second' }])
    await tamper(`${statement} ${statement.includes('where') ? 'and' : 'where'} org_id = '${org.id}'`)
    const before = (await org.sealed()).length
    for (const chain of [createChain(testAuditKey), createChain(testAuditKey)])
      expect(await settleAudit(store(), chain, { org: org.id, audit: [{ act: 'third' }] })).toBe(1)
    expect(await org.settle([{ act: 'third' }])).toBe(1)
    expect(await org.sealed()).toHaveLength(before)
    expect(await org.seal()).toEqual([expect.stringContaining('does not end as signed')])
    expect(await org.sealed()).toHaveLength(before + 3)
  })

  it('is not begun by an act: the first end of a chain is the sealer’s', async () => {
    await tamper(`delete from audit_head where org_id = '${org.id}'`)
    await org.settle([{ act: 'second' }])
    expect(await acts()).toEqual(['1 first'])
    expect(await org.seal()).toHaveLength(1)
  })

  /** What somebody with the database in their hands can do. */
  async function tamper(statement: string): Promise<void> {
    await store().transact(async (sql) => {
      await sql("select set_config('role', 'none', true)")
      const tables = ['audit_entry', 'audit_head']
      for (const table of tables) await sql(`alter table ${table} disable trigger user, no force row level security`)
      await sql(statement)
      for (const table of tables) await sql(`alter table ${table} enable trigger user, force row level security`)
    })
  }
})
