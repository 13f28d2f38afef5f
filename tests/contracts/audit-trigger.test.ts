// The trigger that guards the audit log stands where sealing does not pass, and everything else does.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { createAuditKey } from '../../src/audit/audit-key.ts'
import { sealPending } from '../../src/audit/seal-pending.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { insertAudit } from '../../src/store/router/tenant-rows.ts'
import { auditRecord } from '../support/audit-record.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

describeOnEveryStore('the trigger over the audit log', ({ store }) => {
  const key = createAuditKey(Buffer.alloc(32, 7))

  async function sealAll(): Promise<void> {
    while (await sealPending({ store: store(), key, log: createQuietLog(), now: () => Date.UTC(2026, 0, 1) }));
  }

  /** Past every role and policy, with the triggers there. */
  async function asOwner(statement: string): Promise<void> {
    await store().transact(async (sql) => {
      await sql("select set_config('role', 'none', true)")
      await sql('alter table audit_entry no force row level security')
      await sql(statement)
      throw new Error('it was let through')
    })
  }

  it.each([false, true])('refuses every change of a column, also to the owner, sealed: %s', async (isSealed) => {
    const org = randomUUID()
    await store().inOrgSql(org, (sql) => insertOrg(sql, { id: org, name: 'Audited', isSample: false }))
    const other: Record<string, string> = {
      uuid: 'gen_random_uuid()',
      text: "'x'",
      boolean: 'not allowed',
      bigint: '7',
      'timestamp(3) with time zone': "at - interval '1 day'",
    }
    const columns = await store().sql<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = 'audit_entry'::regclass and attnum > 0 and not attisdropped`,
    )
    await store().inOrgSql(org, (sql) => insertAudit(sql, org, [auditRecord({})]))
    if (isSealed) await sealAll()
    for (const { name, type } of columns) {
      if (!isSealed && ['seq', 'hash', 'mac'].includes(name)) continue
      const change = `update audit_entry set ${name} = ${other[type]} where org_id = '${org}'`
      await expect(asOwner(change), change).rejects.toThrow(/audit entries are kept as they are/)
    }
    await expect(asOwner(`delete from audit_entry where org_id = '${org}'`)).rejects.toThrow(/kept as they are/)
    await expect(asOwner('truncate audit_entry')).rejects.toThrow(/kept as they are/)
  })
})
