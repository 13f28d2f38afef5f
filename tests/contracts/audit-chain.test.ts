// The audit log in the store: everything committed is sealed once, in order, and nothing about it can be changed unseen.
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { type AuditKey, openAuditKey } from '../../src/audit/audit-key.ts'
import { findCheckpoints } from '../../src/audit/checkpoint.ts'
import type { Fault } from '../../src/audit/create-verifier.ts'
import { eraseFromAudit } from '../../src/audit/erase-from-audit.ts'
import { logCheckpoints } from '../../src/audit/log-checkpoints.ts'
import { type Sealing, sealPending } from '../../src/audit/seal-pending.ts'
import { verifyStore } from '../../src/audit/verify-store.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import type { AuditHead } from '../../src/store/audit/audit-head-rows.ts'
import { auditColumns, readSealed } from '../../src/store/audit/audit-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { type AuditRecord, insertAudit } from '../../src/store/router/tenant-rows.ts'
import { auditRecord } from '../support/audit-record.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

const seal = createSeal([createSecret(Buffer.alloc(32, 1).toString('base64'))])

describeOnEveryStore('the audit chain', ({ store, another }) => {
  let key: AuditKey
  let org = ''
  let log = createQuietLog()
  let clock = Date.UTC(2026, 0, 1)

  beforeAll(async () => {
    key = await openAuditKey(store().sql, seal)
  })
  beforeEach(async () => {
    org = randomUUID()
    log = createQuietLog()
    await store().inOrgSql(org, (sql) => insertOrg(sql, { id: org, name: 'Audited', isSample: false }))
  })

  const sealing = (over: Partial<Sealing> = {}): Sealing => ({ store: store(), key, log, now: () => clock, ...over })

  async function grow(count: number, record: Partial<AuditRecord> = {}): Promise<void> {
    for (let i = 0; i < count; i++) await write(record)
    while (await sealPending(sealing()));
    await logCheckpoints(sealing())
  }

  const write = (record: Partial<AuditRecord> = {}, on: Store = store()) =>
    on.inOrgSql(org, (sql) => insertAudit(sql, org, [auditRecord(record)]))

  const rows = () => store().inOrgSql(org, (sql) => readSealed(sql, org, 0, 1000))

  async function fault(checkpoints: AuditHead[] = []): Promise<Fault | undefined> {
    for await (const report of verifyStore(store(), key, checkpoints)) if (report.org === org) return report.fault
    throw new Error('the org was not verified')
  }

  /** What somebody with the database in their hands can do, past every role, policy and trigger. */
  async function tamper(statement: string, values: unknown[] = []): Promise<void> {
    await store().transact(async (sql) => {
      await sql("select set_config('role', 'none', true)")
      for (const table of ['audit_entry', 'audit_head'])
        for (const open of ['disable trigger user', 'no force row level security'])
          await sql(`alter table ${table} ${open}`)
      await sql(statement, values)
      for (const table of ['audit_entry', 'audit_head'])
        for (const shut of ['enable trigger user', 'force row level security'])
          await sql(`alter table ${table} ${shut}`)
    })
  }

  it('grows also where the chain of another org cannot', async () => {
    const first = `00000000${randomUUID().slice(8)}`
    await store().inOrgSql(first, async (sql) => {
      await insertOrg(sql, { id: first, name: 'Stuck', isSample: false })
      await insertAudit(sql, first, [auditRecord({})])
    })
    await write()
    const inOrgSql: Store['inOrgSql'] = async (one, work) => {
      if (one === first) throw new Error('stuck')
      return store().inOrgSql(one, work)
    }
    await expect(sealPending(sealing({ store: { ...store(), inOrgSql } }))).rejects.toThrow('stuck')
    expect((await rows()).map(({ seq }) => seq)).toEqual([1])
    await grow(0)
  })

  it('numbers what was committed, and verifies', async () => {
    await grow(3)
    expect((await rows()).map((row) => row.seq)).toEqual([1, 2, 3])
    await grow(2)
    expect((await rows()).map((row) => row.seq)).toEqual([1, 2, 3, 4, 5])
    expect(await fault()).toBeUndefined()
  })

  it('misses no entry that was begun early and committed late', async () => {
    const [begun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const other = await another?.()
    const late = (other ?? store()).inOrgSql(org, async (sql) => {
      await insertAudit(sql, org, [auditRecord({ act: 'late' })])
      begun.resolve()
      // The embedded database has one session: there nothing can commit in between.
      if (other) await mayEnd.promise
    })
    await begun.promise
    if (!other) await late
    await grow(2)
    mayEnd.resolve()
    await late
    await grow(1)
    expect((await rows()).map((row) => row.act).filter((act) => act === 'late')).toHaveLength(1)
    expect(await rows()).toHaveLength(4)
    expect(await fault()).toBeUndefined()
    await other?.close()
  })

  it('is sealed once by sealers that work at the same moment', async () => {
    const other = await another?.()
    const on = [store(), other ?? store(), store()]
    await Promise.all(Array.from({ length: 30 }, (_, i) => write({ act: `act ${i}` }, on[i % 3])))
    await Promise.all(on.map((each) => sealPending(sealing({ store: each }))))
    await grow(0)
    const sealed = await rows()
    expect(sealed.map((row) => row.seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(new Set(sealed.map((row) => row.id)).size).toBe(30)
    expect(await fault()).toBeUndefined()
    await other?.close()
  })

  it('reports what is not sealed yet', async () => {
    await grow(1)
    await write()
    for await (const report of verifyStore(store(), key))
      if (report.org === org) expect([report.entries, report.tail.count]).toEqual([1, 1])
  })

  it('is not changed, deleted or numbered by whoever works for the org', async () => {
    await grow(2)
    await write()
    const attempts = [
      "update audit_entry set act = 'nothing'",
      "update audit_entry set result = 'nothing'",
      'update audit_entry set seq = 7 where seq = 1',
      'update audit_entry set seq = null',
      "update audit_entry set person_id = null, account = null, result = 'x', who_erased = 'x' where seq = 1",
      "update audit_entry set result = 'nothing' where seq is null",
      'delete from audit_entry',
      'truncate audit_entry',
    ]
    for (const attempt of attempts)
      await expect(
        store().inOrgSql(org, (sql) => sql(attempt)),
        attempt,
      ).rejects.toThrow(/permission denied/)
    await expect(store().sql('select act from audit_entry'), 'as the platform').rejects.toThrow(/permission denied/)
    expect(await fault()).toBeUndefined()
  })

  it('finds what somebody who works for the org put behind its end', async () => {
    await grow(2)
    await store().inOrgSql(org, (sql) =>
      sql(
        `insert into audit_entry (id, org_id, act, allowed, correlation, seq, hash, mac)
         values ('${randomUUID()}', '${org}', 'x', true, 'x', 3, repeat('0', 64), 'x')`,
      ),
    )
    expect((await fault())?.seq).toBe(3)
  })

  it.each([
    ['an edit', "update audit_entry set act = 'nothing' where seq = 3", 3],
    ['an edit of when', "update audit_entry set at = at + interval '1 ms' where seq = 3", 3],
    ['an edit of who', "update audit_entry set account = 'slack:T1:U9' where seq = 3", 3],
    ['an emptied person', 'update audit_entry set account = null, who_salt = null where seq = 3', 3],
    ['a deletion', 'delete from audit_entry where seq = 3', 3],
    ['a deleted beginning', 'delete from audit_entry where seq <= 2', 1],
    ['a number that none can have', 'update audit_entry set seq = -4 where seq = 4', -4],
    ['an unsealing', 'update audit_entry set seq = null where seq = 3', 3],
    ['a cut', 'delete from audit_entry where seq > 3', 4],
    ['a removed end', 'delete from audit_head', 6],
    ['a forged end', 'update audit_head set seq = seq - 1', 6],
    ['everything gone', 'delete from audit_entry', 1],
  ])('finds %s', async (_, statement, seq) => {
    await grow(5)
    await tamper(`${statement} ${statement.includes('where') ? 'and' : 'where'} org_id = '${org}'`)
    expect((await fault())?.seq).toBe(seq)
  })

  it('finds two entries that changed places', async () => {
    await grow(5)
    for (const [from, to] of [
      [3, 100],
      [4, 3],
      [100, 4],
    ])
      await tamper(`update audit_entry set seq = $2::bigint where org_id = '${org}' and seq = $1::bigint`, [from, to])
    expect((await fault())?.seq).toBe(3)
  })

  it('finds an insertion that moved what comes after it', async () => {
    await grow(5)
    await tamper(`update audit_entry set seq = -seq where org_id = '${org}' and seq >= 3`)
    await tamper(`update audit_entry set seq = 1 - seq where org_id = '${org}' and seq < 0`)
    await tamper(
      `insert into audit_entry (id, org_id, act, allowed, correlation, seq, hash, mac)
       select '${randomUUID()}', org_id, act, allowed, correlation, 3, hash, mac from audit_entry where org_id = '${org}' and seq = 4`,
    )
    expect((await fault())?.seq).toBe(3)
  })

  it('finds a cut with the older end put back by a checkpoint from the log', async () => {
    await grow(2)
    const [early] = await headOf()
    clock += 3_600_000
    await grow(2)
    const logged = findCheckpoints(JSON.stringify(log.lines)).filter((one) => one.org === org)
    expect(logged.map((one) => one.seq)).toEqual([2, 4])
    await tamper(`delete from audit_entry where org_id = '${org}' and seq > 2`)
    await tamper(`update audit_head set seq = 2, hash = $1, at = $2, signature = $3 where org_id = '${org}'`, [
      early?.hash,
      early?.at,
      early?.signature,
    ])
    expect(await fault()).toBeUndefined()
    expect(await fault(logged)).toMatchObject({ seq: 3, what: expect.stringContaining('vouches for them') })
  })

  it('does not close over a cut when it grows, and says so in the log', async () => {
    await grow(3)
    await tamper(`delete from audit_entry where org_id = '${org}' and seq = 3`)
    await grow(1)
    expect((await rows()).map((row) => row.seq)).toEqual([1, 2, 4])
    expect(await fault()).toMatchObject({ seq: 3, what: 'is missing' })
    expect(log.lines.some((line) => line.level === 'error')).toBe(true)
  })

  it.each([
    [
      'a cut whose end was made to fit',
      'delete from audit_entry where seq = 3',
      'update audit_head set seq = 2, hash = $1',
    ],
    ['a last entry that was made anew', "update audit_entry set hash = repeat('0', 64) where seq = 3", undefined],
  ])('says in the log when it grows from %s', async (_what, statement, fitting) => {
    await grow(3)
    await tamper(`${statement} and org_id = '${org}'`)
    if (fitting) await tamper(`${fitting} where org_id = '${org}'`, [(await rows()).at(-1)?.hash])
    await grow(1)
    expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { message: expect.stringContaining('does not end as signed') },
    ])
  })

  it('still verifies when a person was erased, who is then nowhere in it', async () => {
    const person = randomUUID()
    const place = 'telegram:1:424242'
    await grow(2, { person, account: 'telegram:424242', place, digest: 'd1', result: 'done' })
    await grow(1, { account: 'slack:T1:U1', result: 'telegram:424242 is owner' })
    await write({ person, account: 'telegram:424242', place })
    await grow(1, { account: 'telegram:4242421', place: 'telegram:1:4242421' })
    const subject = { person, accounts: ['telegram:424242'], traces: [place] }
    expect(await eraseFromAudit(sealing(), org, subject)).toBe(4)
    expect(await eraseFromAudit(sealing(), org, subject)).toBe(0)
    const left = await rows()
    const said = JSON.stringify(left.filter((row) => row.account !== 'telegram:4242421'))
    expect(said).not.toContain('424242')
    expect(said).not.toContain(person)
    expect(left.find((row) => row.account === 'slack:T1:U1')?.whoErased).toBeNull()
    expect(left.find((row) => row.account === 'telegram:4242421')?.place).toBe('telegram:1:4242421')
    expect(await fault()).toBeUndefined()
  })

  it('holds every column there is', async () => {
    const found = await store().sql<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = 'audit_entry'::regclass and attnum > 0 and not attisdropped",
    )
    const known = [...Object.values(auditColumns).map((column) => (column.includes('epoch') ? 'at' : column))]
    expect(found.map((one) => one.name).sort()).toEqual([...known, 'org_id', 'seq', 'hash', 'mac'].sort())
  })

  it('is never begun again with another key', async () => {
    await grow(1)
    await expect(
      store().transact(async (sql) => {
        await sql("delete from instance where name = 'audit_key'")
        await openAuditKey(sql, seal)
      }),
    ).rejects.toThrow(/key that is gone/)
  })

  const headOf = () =>
    store().inOrgSql(org, (sql) => sql<{ hash: string; at: Date; signature: string }>('select * from audit_head'))
})
