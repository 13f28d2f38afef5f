// What admins get when they search, export and watch the audit log, on both databases.
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { auditCommands } from '../../src/app/audit-commands.ts'
import type { Reply } from '../../src/domain/reply.ts'
import { textOf } from '../../src/domain/reply.ts'
import { createRegistry, type Registry } from '../../src/gate/registry.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { asOrgTransaction } from '../../src/store/in-org.ts'
import { insertAudit } from '../../src/store/router/tenant-rows.ts'
import { auditRecord } from '../support/audit-record.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a "quoted", b']
/** What somebody else did. */
const other = { account: 'slack:T1:U2', place: 'slack:T2:C1', act: 'other' }

describeOnEveryStore('the audit commands', ({ store }) => {
  const org = randomUUID()
  const ann = randomUUID()
  let registry: Registry

  beforeAll(async () => {
    const parent = { name: 'admin', summary: 'x', permission: 'admin' as const, run: async () => ({}) as Reply }
    registry = createRegistry({ commands: [parent, ...auditCommands(store(), { now: Date.now })], tools: [] })
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Audited', isSample: false })
      await insertMember(sql, org, { person: ann, name: 'Ann "Q" Lee', role: 'member' })
      const byAnn = { person: ann, account: 'slack:T1:U1', place: 'slack:T1:C1:17.5' }
      for (let i = 0; i < 12; i++)
        await insertAudit(sql, org, [
          auditRecord({ ...other, ...byAnn, act: `ping${i}`, result: formulas[i] ?? 'done' }),
        ])
      await insertAudit(sql, org, [
        auditRecord({ ...other, allowed: false, reason: 'needs admin', correlation: 'REFUS-ED000' }),
      ])
    })
  })

  async function run(line: string): Promise<Reply> {
    const found = registry.findLine(line)
    const changes: ((tx: unknown) => Promise<void>)[] = []
    const call = {
      input: found?.parse(),
      caller: { org, role: 'admin' },
      change: (work: () => Promise<void>) => changes.push(work),
    }
    const reply = (await found?.tool.run(call as never)) as Reply
    for (const change of changes) await store().inOrg(org, (tx) => change(asOrgTransaction(tx)))
    return reply
  }

  const rowsOf = (reply: Reply) => reply.parts.flatMap((part) => (part.kind === 'table' ? part.rows : []))
  const buttonsOf = (reply: Reply) => reply.parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))
  const fileOf = (reply: Reply) => {
    const [file] = reply.parts.flatMap((part) => (part.kind === 'files' ? part.files : []))
    return { name: file?.name, text: Buffer.from(file?.base64 ?? '', 'base64').toString() }
  }

  it('show every entry once, page by page, and lead back', async () => {
    const seen: string[] = []
    let reply = await run(`admin audit --who 'Ann "Q"' --act ping --limit 5`)
    for (let page = 0; page < 3; page++) {
      seen.push(...rowsOf(reply).map((row) => row[2] ?? ''))
      const older = buttonsOf(reply).find((button) => button.label === 'Older')
      expect(older === undefined).toBe(page === 2)
      if (older) reply = await run(older.value ?? '')
    }
    expect(new Set(seen).size).toBe(12)
    expect(seen).toHaveLength(12)
    const newer = buttonsOf(reply).find((button) => button.label === 'Newer')
    const back = await run(newer?.value ?? '')
    expect(rowsOf(back).map((row) => row[2])).toEqual(seen.slice(5, 10))
    expect(buttonsOf(back).map((button) => button.label)).toEqual(['Newer', 'Older'])
  })

  it.each([
    ['--refused', 1],
    ['--allowed', 12],
    ['--reference refus-ed000', 1],
    ['--place slack:T1:C1', 12],
    ['--place slack:T9', 0],
    ['--who ann --allowed', 12],
    ['--who slack:T1:U1 --since 1h', 12],
    ['--since 2999-01-01', 0],
    ['--until 2020-01-01T10:00', 0],
  ])('find with %s what there is', async (flags, count) => {
    expect(rowsOf(await run(`admin audit ${flags} --limit 100`))).toHaveLength(count)
  })

  it.each([
    ['--since someday', /cannot read that as a moment/],
    ['--until 2026-02-31', /cannot read that as a moment/],
    ['--refused --allowed', /Nothing is both/],
    ['--before here', /before/],
    ['--limit 0', /limit/],
    ['frobnicate', /no .*frobnicate/],
  ])('say what is wrong with %s', async (flags, message) => {
    await expect(run(`admin audit ${flags}`)).rejects.toThrow(message)
  })

  it('export what was found as a table no spreadsheet runs', async () => {
    const { name, text } = fileOf(await run('admin audit export csv --act ping'))
    expect(name).toMatch(/^audit-\d{8}-\d{6}\.csv$/)
    const lines = text.split('\r\n').filter(Boolean)
    expect(lines[0]).toMatch(/^"seq","at","person"/)
    for (const formula of formulas.slice(0, 4)) expect(text).toContain(`"'${formula}"`)
    expect(text).toContain('"a ""quoted"", b"')
    const fields = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, field]) => field ?? '')
    expect(fields.filter((field) => /^[=+\-@\t\r]/.test(field))).toEqual([])
    expect(fields.length % 14).toBe(0)
    expect(text).not.toContain('Ann')
  })

  it('export the same as one object a line, in order', async () => {
    const { text } = fileOf(await run('admin audit export --act ping'))
    const entries = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { act: string; at: string })
    expect(entries).toHaveLength(12)
    expect(entries.map((one) => one.at)).toEqual(entries.map((one) => one.at).toSorted())
    expect(entries[0]).toMatchObject({ person: ann, account: 'slack:T1:U1', allowed: true })
  })

  it('export in parts of a bounded size that together are everything', async () => {
    const many = randomUUID()
    await store().inOrgSql(many, async (sql) => {
      await insertOrg(sql, { id: many, name: 'Many', isSample: false })
      for (let i = 0; i < 6; i++)
        await insertAudit(
          sql,
          many,
          Array.from({ length: 1_000 }, () => auditRecord(other)),
        )
    })
    const found = registry.findLine('admin audit export csv')
    const first = (await found?.tool.run({ input: found.parse(), caller: { org: many } } as never)) as Reply
    const next = buttonsOf(first)[0]?.value ?? ''
    const rest = registry.findLine(next)
    const second = (await rest?.tool.run({ input: rest.parse(), caller: { org: many } } as never)) as Reply
    const parts = [first, second].map((reply) => fileOf(reply).text)
    for (const part of parts) expect(part.length).toBeLessThan(1_300_000)
    const lines = parts.flatMap((part) => part.split('\r\n').slice(1, -1))
    expect(lines).toHaveLength(6_000)
    expect(buttonsOf(second)).toEqual([])
  })

  it('keep a threshold until it is set again', async () => {
    await run('admin audit alerts many_denials 20 per 10m')
    await run('admin audit alerts new_place off')
    const listed = rowsOf(await run('admin audit alerts'))
    expect(listed.find(([name]) => name === 'many_denials')?.[1]).toBe('20 per 10m')
    expect(listed.find(([name]) => name === 'new_place')?.[1]).toBe('off')
    await expect(run('admin audit alerts many_denials often')).rejects.toThrow(/10 per 5m/)
    await expect(run('admin audit alerts nothing_known 1 per 1m')).rejects.toThrow(/many_denials/)
  })

  it('have no checkpoint to give before anything is sealed', async () => {
    expect(textOf(await run('admin audit checkpoint'))).toMatch(/Nothing is sealed here yet/)
  })
})
