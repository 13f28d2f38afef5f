// Erasing a person row by row: where no command plants anything yet, after a crash, in two organisations, and beside people of the same words.
import { randomBytes, randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { openAuditKey } from '../../src/audit/audit-key.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { changeMember } from '../../src/identity/change-member.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { type EraserParts, eraseNext } from '../../src/privacy/erase-next.ts'
import { exportPerson } from '../../src/privacy/export-person.ts'
import { insertAccount } from '../../src/store/identity/account-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import type { Store } from '../../src/store/open-store.ts'
import { insertErasure } from '../../src/store/privacy/erasure-rows.ts'
import { insertMessages, type MessageRecord } from '../../src/store/router/tenant-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createPaperPlatform, paperWorkspace } from '../support/paper-platform.ts'
import { createQuietLog } from '../support/quiet.ts'

const seal = createSeal([createSecret(randomBytes(32).toString('base64'))])

describeOnEveryStore('erasing a person', ({ store }) => {
  const word = () => randomUUID().slice(0, 8)
  let org: string
  let ann: { person: string; account: string; id: string; name: string }
  let said: string

  beforeEach(async () => {
    org = randomUUID()
    said = `planted${word()}`
    const id = String(100_000_000 + Math.floor(Math.random() * 900_000_000))
    ann = { person: randomUUID(), id, account: `telegram:${id}`, name: `Ann Planted${word()}` }
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
      await insertMember(sql, org, { person: ann.person, name: ann.name, role: 'member' })
      await sql(asPlatform)
      await insertAccount(sql, { key: ann.account, person: ann.person, name: ann.name })
    })
  })

  function parts(more: Partial<EraserParts> = {}): EraserParts {
    const log = createQuietLog()
    return {
      store: store(),
      sealing: async () => ({ store: store(), key: await openAuditKey(store().sql, seal), log, now: systemClock.now }),
      platforms: new Map(),
      revoke: async () => true,
      log,
      ...more,
    }
  }

  const writes = (text: string, more: Partial<MessageRecord> = {}, where = org) =>
    store().inOrgSql(where, (sql) =>
      insertMessages(sql, where, [
        {
          ...{
            conversation: 'c',
            platform: 'console',
            isShared: true,
            account: ann.account,
            text,
            correlation: word(),
          },
          ...more,
        },
      ]),
    )

  const ask = () =>
    insertErasure(store().sql, {
      ...{ id: randomUUID(), org, person: ann.person, askedBy: null, replyTo: null, leaveNames: false },
      correlation: word(),
    })
  const erase = (more?: Partial<EraserParts>) => eraseNext(parts(more), new AbortController().signal)

  /** Whatever any role may see of a table. */
  async function tableText(table: string, of: Store = store()): Promise<string> {
    const read = (sql: Store['sql']) => sql<{ row: string }>(`select t::text as row from ${table} t`)
    const rows = [
      ...(await of.sql<{ row: string }>(`select t::text as row from ${table} t`).catch(() => [])),
      ...(await of.inOrgSql(org, read).catch(() => [])),
    ]
    return rows.map(({ row }) => row).join('\n')
  }

  const traced = (text: string) => [ann.id, ann.name, said].filter((trace) => text.includes(trace))

  it('reaches tables that nothing of Bellhop fills yet', async () => {
    const document = randomUUID()
    const vector = `[${Array.from({ length: 768 }, () => 0.5).join(',')}]`
    await store().inOrgSql(org, async (sql) => {
      await sql(
        `insert into build (id, org_id, person_id, conversation_id, request, correlation) values ($1::uuid, $2::uuid, $3::uuid, 'c', $4, 'r')`,
        [randomUUID(), org, ann.person, said],
      )
      await sql(`insert into document (id, org_id, title, source, sha256) values ($1::uuid, $2::uuid, $3, $4, '0')`, [
        ...[document, org, `Notes by ${ann.name}`, `chat of ${ann.account}`],
      ])
      await sql(
        `insert into chunk (id, org_id, document_id, place, text, embedding) values ($1::uuid, $2::uuid, $3::uuid, 0, $4, $5::vector)`,
        [randomUUID(), org, document, `${ann.name} said so`, vector],
      )
      await sql(`insert into kpi_series (id, org_id, key, name, owner) values ($1::uuid, $2::uuid, $3, $4, $5)`, [
        ...[randomUUID(), org, ann.name.toLowerCase(), ann.name, ann.name],
      ])
      await sql(`insert into policy (org_id, body) values ($1::uuid, $2)`, [
        org,
        `{"rules":["telegram:900:${ann.id}"]}`,
      ])
    })
    await store().sql('insert into memory (name, value) values ($1, $2)', [
      `telegram button ${word()}`,
      `for ${ann.id}`,
    ])
    await ask()
    await erase()
    for (const table of ['build', 'document', 'chunk', 'kpi_series', 'policy', 'memory', 'account', 'person'])
      expect([table, traced(await tableText(table))]).toEqual([table, []])
    expect(await tableText('chunk')).toBe('')
    expect(
      JSON.parse(
        (await store().inOrgSql(org, (sql) => sql<{ body: string }>('select body from policy')))[0]?.body ?? '',
      ),
    ).toEqual({
      rules: ['telegram:900:0'],
    })
  })

  it('strikes them out of what others wrote, in whatever way it is written, and leaves everything else', async () => {
    const [first = ''] = ann.name.split(' ')
    const texts = [`Ask ${ann.name}!`, `Annual figures of ${first}ette`, `_${ann.name}_ left`, `call ${ann.id}0`]
    for (const text of texts) await writes(text, { account: 'console:bo' })
    const payload = JSON.stringify({ text: `Done.\n${ann.name} asked`, user: Number(ann.id), [ann.name]: ann.name })
    await store().sql(
      `insert into outbox (plan, step, platform, workspace, conversation, reply_to, call, payload, correlation)
       values ($1::uuid, 0, 'console', 'console', 'c', '{}', 'show', $2, $3)`,
      [randomUUID(), payload, word()],
    )
    await ask()
    await erase()
    const kept = await store().inOrgSql(org, (sql) => sql<{ text: string }>('select text from message order by text'))
    expect(kept.map(({ text }) => text).sort()).toEqual(
      ['Annual figures of Annette', 'Ask (erased)!', '_(erased)_ left', `call ${ann.id}0`].sort(),
    )
    const [sent] = await store().sql<{ payload: string }>('select payload from outbox order by id desc limit 1')
    expect(JSON.parse(sent?.payload ?? '')).toEqual({ text: 'Done.\n(erased) asked', user: 0, [ann.name]: '(erased)' })
  })

  it('goes on after a crash, with what pointed to them', async () => {
    await writes(said, { conversation: `telegram:900:${ann.id}`, platform: 'telegram', isShared: false })
    await ask()
    let calls = 0
    const broken = async () => {
      if (++calls === 2) return
      throw new Error('killed')
    }
    await expect(erase({ dropFiles: broken })).rejects.toThrow('killed')
    await store().sql('delete from account where key = $1', [ann.account])
    await erase({ dropFiles: broken })
    for (const table of ['message', 'conversation', 'erasure', 'account', 'person'])
      expect([table, traced(await tableText(table))]).toEqual([table, []])
    expect(await erase()).toBe(false)
  })

  it('leaves what another organisation knows of them', async () => {
    const other = randomUUID()
    await store().inOrgSql(other, async (sql) => {
      await insertOrg(sql, { id: other, name: 'Other', isSample: false })
      await sql(`insert into membership (org_id, person_id, role) values ($1::uuid, $2::uuid, 'member')`, [
        other,
        ann.person,
      ])
    })
    await writes(said, { conversation: 'd' }, other)
    await ask()
    await erase()
    const there = await store().inOrgSql(other, (sql) => sql<{ text: string }>('select text from message'))
    expect(there.map(({ text }) => text)).toEqual([said])
    expect(await store().sql('select 1 from account where key = $1', [ann.account])).toHaveLength(1)
    expect(await store().inOrgSql(org, (sql) => sql('select 1 from membership'))).toEqual([])
  })

  it('is refused to the last owner, and drops what the person waits for', async () => {
    const owner = { account: 'console:o', person: ann.person, name: ann.name, org, role: 'owner' as const }
    await store().inOrgSql(org, (sql) => sql(`update membership set role = 'owner'`))
    await expect(
      store().inOrgSql(org, (sql) => changeMember(sql, owner, ann.person, { kind: 'erase' }, new Set())),
    ).rejects.toThrow(/the last owner/)
    const job = randomUUID()
    await store().sql(
      `insert into job (id, queue, org, account, payload, correlation, state) values ($1::uuid, 'errand', $2::uuid, $3, $4, 'r', 'running')`,
      [job, org, ann.account, JSON.stringify({ said })],
    )
    await ask()
    await erase()
    expect(await store().sql('select 1 from job where id = $1::uuid', [job])).toEqual([])
  })

  it('may be asked by whoever it is about, who is answered before', async () => {
    const self = { account: ann.account, person: ann.person, name: ann.name, org, role: 'admin' as const }
    await store().inOrgSql(org, async (sql) => {
      await sql(`update membership set role = 'admin'`)
      await insertMember(sql, org, { person: randomUUID(), name: 'Olivia', role: 'owner' })
      await changeMember(sql, self, ann.person, { kind: 'erase' }, new Set())
    })
    const correlation = word()
    await store().sql('delete from outbox')
    await store().sql(
      `insert into outbox (plan, step, platform, workspace, conversation, reply_to, call, payload, correlation)
       values ($1::uuid, 0, 'console', 'console', 'c', '{}', 'show', '{}', $2)`,
      [randomUUID(), correlation],
    )
    const row = {
      id: randomUUID(),
      org,
      person: ann.person,
      askedBy: null,
      replyTo: null,
      leaveNames: false,
      correlation,
    }
    await insertErasure(store().sql, row)
    expect(await erase()).toBe(false)
    await store().sql("update outbox set state = 'sent'")
    expect(await erase()).toBe(true)
    expect(traced(await tableText('person'))).toEqual([])
  })

  it('ends once, and leaves no trace behind, also where two processes are at it', async () => {
    const platform = createPaperPlatform()
    const replyTo = platform.reach('console:olivia', paperWorkspace)
    const correlation = word()
    const row = { id: randomUUID(), org, person: ann.person, askedBy: null, replyTo, leaveNames: false, correlation }
    await insertErasure(store().sql, row)
    const platforms = new Map([['console', platform]] as const)
    const ended = erase({ platforms })
    let isFirst = true
    const other: EraserParts = {
      ...parts({ platforms }),
      // The slower one looks up who it is about when the other is done.
      store: {
        ...store(),
        inOrgSql: async (...args) => {
          if (isFirst) await ended
          isFirst = false
          return store().inOrgSql(...args)
        },
      },
    }
    await Promise.all([ended, eraseNext(other, new AbortController().signal)])
    const told = await store().sql('select 1 from outbox where correlation = $1', [correlation])
    const [left] = await store().sql('select state, person_id, traces from erasure where id = $1::uuid', [row.id])
    expect([told.length, left]).toEqual([1, { state: 'done', person_id: null, traces: null }])
  })

  it('is asked once at a time', async () => {
    expect([await ask(), await ask()]).toEqual([true, false])
    await erase()
  })

  describe('and handing out what is held of them', () => {
    it('names every table with rows of theirs, and no secret', async () => {
      await writes(said)
      await store().inOrgSql(org, (sql) =>
        sql(
          `insert into second_factor (org_id, person_id, sealed, begun_at) values ($1::uuid, $2::uuid, 'sealedsecret', now())`,
          [org, ann.person],
        ),
      )
      await store().inOrgSql(org, (sql) =>
        sql(
          `insert into saved_query (org_id, name, source, sql, person_id) values ($1::uuid, 'mine', 'shop', 'select 1', $2::uuid)`,
          [org, ann.person],
        ),
      )
      const { text, rows, isWhole, name } = await exportPerson(store(), org, ann.person)
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect([lines.length, isWhole, name]).toEqual([rows, true, ann.name])
      expect(new Set(lines.map((line) => line.table))).toEqual(
        new Set(['account', 'membership', 'message', 'person', 'saved_query', 'second_factor']),
      )
      expect(text).toContain(said)
      expect(text).not.toContain('sealedsecret')
    })
  })
})
