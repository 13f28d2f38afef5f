// However long an audit log has grown since the plans of its statements were made, each reads the entries it is about.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createChain } from '../../src/audit/create-chain.ts'
import { sealFrom } from '../../src/audit/hash-entry.ts'
import {
  readLastSealed,
  readUnsealed,
  readUnsealedOrgs,
  type SealedEntry,
  writeSeals,
} from '../../src/store/audit/audit-rows.ts'
import { readNotable, readSpan } from '../../src/store/audit/audit-span.ts'
import { takeEnds } from '../../src/store/audit/chain-end.ts'
import { asPlatform, asTenant } from '../../src/store/in-org.ts'
import { usesBeforeKept } from '../../src/store/kept-plans.ts'
import { insertAudit } from '../../src/store/router/tenant-rows.ts'
import type { Sql } from '../../src/store/sql.ts'
import { auditRecord } from '../support/audit-record.ts'
import { beginAuditedOrg, testAuditKey } from '../support/audited-org.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { rowsReadBy } from '../support/rows-read-by.ts'

const [few, many, group] = [usesBeforeKept, 20_000, 20]
const records = Array.from({ length: group }, () => auditRecord({}))

describeOnEveryStore('an audit log that has grown', ({ store }) => {
  it.each([false, true])('is not read whole for a few entries, with statistics: %s', async (isAnalyzed) => {
    const { id: org } = await beginAuditedOrg(store())
    const chain = createChain(testAuditKey)
    let last = few
    let unsealed: SealedEntry[] = []
    const works: Record<string, (sql: Sql) => Promise<unknown>> = {
      takeEnds: (sql) => takeEnds(sql, chain, [org]),
      insertAudit: (sql) => insertAudit(sql, org, records),
      readLastSealed: (sql) => readLastSealed(sql, org),
      readUnsealedOrgs: async (sql) => {
        await sql(asPlatform)
        await readUnsealedOrgs(sql)
        await sql(asTenant, [org])
      },
      readUnsealed: (sql) => readUnsealed(sql, org, group),
      writeSeals: (sql) => writeSeals(sql, org, unsealed),
      readSpan: (sql) => readSpan(sql, org, last - group, last, 2_000),
      readNotable: async (sql) =>
        readNotable(sql, org, await readSpan(sql, org, last - group, last, 2_000), { act: 'admin', account: 'key:' }),
    }
    const read: Record<string, number> = {}
    await store().transact(async (sql) => {
      await sql('set local plan_cache_mode = force_generic_plan')
      await sql(asTenant, [org])
      await fill(sql, org, 2, few)
      await fill(sql, org, 1, few, false)
      for (const [name, work] of Object.entries(works))
        if (name !== 'insertAudit') for (let i = 0; i <= usesBeforeKept; i++) await work(sql)
      await fill(sql, org, few + 1, many)
      last = many
      if (isAnalyzed) await analyze(sql, org)
      const seal = sealFrom(testAuditKey, org, { seq: many, hash: '' })
      await insertAudit(sql, org, records)
      unsealed = (await readUnsealed(sql, org, group)).map((entry) => ({ ...entry, ...seal(entry) }))
      for (const [name, work] of Object.entries(works))
        read[name] = await rowsReadBy(sql, 'audit_entry', () => work(sql))
    })
    expect(unsealed).toHaveLength(group)
    expect(Object.entries(read).filter(([, rows]) => rows > 4 * group)).toEqual([])
  })

  async function analyze(sql: Sql, org: string): Promise<void> {
    await sql("select set_config('role', 'none', true)")
    await sql('analyze audit_entry')
    await sql(asTenant, [org])
  }

  async function fill(sql: Sql, org: string, from: number, to: number, isSealed = true): Promise<void> {
    await sql(
      `insert into audit_entry (id, org_id, at, account, act, allowed, correlation, seq, hash, mac)
       select $4::uuid, $1::uuid, now() - interval '1 day' + i * interval '1 second', 'slack:T1:U' || i % 500, 'ping', i % 50 <> 0, 'c',
         case when $5 then i end, case when $5 then 'h' end, case when $5 then 'm' end
       from generate_series($2::int, $3::int) i`,
      [org, from, to, randomUUID(), isSealed],
    )
  }
})
