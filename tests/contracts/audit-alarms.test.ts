// What looks wrong in the audit log is told to the admins once, by thresholds they can set, and is audited itself.
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { type AuditKey, openAuditKey } from '../../src/audit/audit-key.ts'
import { type Keeping, keepChains } from '../../src/audit/keep-chains.ts'
import { type Telling, tellAlarms } from '../../src/audit/tell-alarms.ts'
import { createWatch } from '../../src/audit/watch.ts'
import type { Watch } from '../../src/audit/watch-sealed.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { readAlarms } from '../../src/store/audit/audit-alert-rows.ts'
import { readAuditPage } from '../../src/store/audit/audit-search.ts'
import { insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

type Happening = {
  after: number
  person?: string | null
  account?: string
  place?: string
  act?: string
  allowed?: boolean
}

const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 2, 1, 12)

describeOnEveryStore('the detectors over the audit log', ({ store }) => {
  let key: AuditKey
  let watch: Watch
  let org = ''
  let ann = ''
  let log = createQuietLog()

  beforeAll(async () => {
    key = await openAuditKey(store().sql, createSeal([createSecret(Buffer.alloc(32, 1).toString('base64'))]))
  })
  beforeEach(async () => {
    org = randomUUID()
    ann = randomUUID()
    log = createQuietLog()
    watch = createWatch(key)
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Watched', isSample: false })
      await insertMember(sql, org, { person: ann, name: 'Ann', role: 'admin' })
      await sql(asPlatform)
      await insertWorkspace(sql, { key: `console:${org}`, platform: 'console', org, name: 'Watched' })
    })
  })

  async function happens(...happenings: Happening[]): Promise<void> {
    await store().inOrgSql(org, async (sql) => {
      for (const one of happenings)
        await sql(
          `insert into audit_entry (id, org_id, at, person_id, account, place, act, allowed, correlation)
           values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, $6, $7, $8, $9)`,
          [
            randomUUID(),
            org,
            start + one.after,
            one.person === undefined ? ann : one.person,
            one.account ?? 'slack:T1:U1',
            one.place ?? 'slack:T1:C1:17.5',
            one.act ?? 'ping',
            one.allowed ?? true,
            `REF${one.after}`,
          ],
        )
    })
  }

  const keeping = (over: Partial<Keeping> = {}): Keeping => ({
    store: store(),
    key,
    log,
    now: () => start,
    watch,
    ...over,
  })

  /** Seals, and says which alarms stand, newest first. */
  async function alarms(): Promise<string[]> {
    while (await keepChains(keeping()));
    const raised = await store().inOrgSql(org, (sql) => readAlarms(sql, org, 100))
    return raised.map(({ detector, subject, count }) => `${detector} ${subject === ann ? 'Ann' : subject} ${count}`)
  }

  const refusals = (count: number, from: number, every: number, more: Partial<Happening> = {}): Happening[] =>
    Array.from({ length: count }, (_, i) => ({ after: from + i * every, allowed: false, ...more }))

  const set = (detector: string, value: string) =>
    store().inOrgSql(org, (sql) => saveSetting(sql, org, `alert.${detector}`, value))

  it('see somebody who is refused again and again, and repeat it only after an hour', async () => {
    await happens(...refusals(9, 0, 1_000))
    expect(await alarms()).toEqual([])
    await happens(...refusals(1, 10_000, 0))
    expect(await alarms()).toEqual(['many_denials Ann 10'])
    await happens(...refusals(5, 20_000, 1_000))
    expect(await alarms()).toEqual(['many_denials Ann 10'])
    await happens(...refusals(11, 2 * hour, 1_000))
    expect(await alarms()).toEqual(['many_denials Ann 11'])
  })

  it('do not mind refusals that are far apart, or of different people', async () => {
    await happens(...refusals(20, 0, minute))
    for (let i = 0; i < 12; i++) await happens(...refusals(1, i, 0, { person: null, account: `telegram:${i}` }))
    expect(await alarms()).toEqual([])
    await happens(...refusals(10, hour, 0, { person: null, account: 'telegram:7' }))
    expect(await alarms()).toEqual(['many_denials telegram:7 10'])
  })

  it('see a burst also when it was long over by the time it was sealed', async () => {
    await happens(...refusals(10, 0, 1_000), ...refusals(1, hour, 0), { after: 2 * hour })
    expect(await alarms()).toEqual(['many_denials Ann 10'])
  })

  it('go by the thresholds of the org', async () => {
    await set('many_denials', '3 per 1m')
    await happens(...refusals(3, 0, 1_000))
    expect(await alarms()).toEqual(['many_denials Ann 3'])
    await set('many_denials', 'off')
    await happens(...refusals(30, 5 * hour, 1_000))
    expect(await alarms()).toEqual(['many_denials Ann 3'])
  })

  it("see an admin's right used in a new place, threads and ordinary commands aside", async () => {
    const right = { act: 'command:admin.users' }
    await happens({ after: 0, ...right }, { after: 1_000, ...right, place: 'slack:T1:C1:99.9' })
    await happens(
      { after: 2_000, place: 'slack:T1:C9' },
      { after: 3_000, ...right, place: 'slack:T1:C8', allowed: false },
    )
    expect(await alarms()).toEqual([])
    await happens({ after: minute, ...right, place: 'telegram:1:42' })
    expect(await alarms()).toEqual(['new_place Ann 1'])
    await happens({ after: 3 * 24 * hour, ...right, place: 'telegram:1:42' })
    expect(await alarms()).toEqual(['new_place Ann 1'])
    const seen = await store().inOrgSql(org, (sql) => sql('select place from audit_seen_place'))
    expect(JSON.stringify(seen)).not.toMatch(/telegram|slack/)
  })

  it('see a key used in a new place', async () => {
    const byKey = { person: null, account: 'key:k1' }
    await happens({ after: 0, ...byKey, place: 'api:10' })
    expect(await alarms()).toEqual([])
    await happens({ after: 1_000, ...byKey, place: 'api:11' })
    expect(await alarms()).toEqual(['new_place key:k1 1'])
  })

  it('see links that fail again and again, whoever tries', async () => {
    const failing = (i: number) => ({
      after: i * 1_000,
      act: 'link:refused',
      allowed: false,
      person: null,
      account: `telegram:${i}`,
    })
    await happens(...[0, 1, 2, 3].map(failing))
    expect(await alarms()).toEqual([])
    await happens(failing(4))
    expect(await alarms()).toEqual(['link_failures everybody 5'])
  })

  it('see one person in two apps at once, and not somebody who goes from one to the other', async () => {
    const inTurn = (accounts: string[], from: number) =>
      accounts.map((account, i) => ({ after: from + i * 1_000, account }))
    const [slack, telegram] = ['slack:T1:U1', 'telegram:42']
    await happens(...inTurn([slack, slack, slack, telegram, telegram], 0))
    expect(await alarms()).toEqual([])
    await happens(...inTurn([slack, telegram, slack, telegram], hour))
    expect(await alarms()).toEqual(['impossible_speed Ann 4'])
  })

  it('go on with what comes later when one of them fails', async () => {
    await happens({ after: 0 })
    const failing = keeping({ watch: (sql) => sql('select 1 / 0').then(() => undefined) })
    await keepChains(failing)
    const [line] = await store().inOrgSql(org, (sql) => readAuditPage(sql, {}, { way: 'older', limit: 1 }))
    expect(line?.seq).toBe(1)
    expect(log.lines.some(({ level }) => level === 'error')).toBe(true)
    await happens(...refusals(10, 0, 1_000))
    expect(await alarms()).toEqual(['many_denials Ann 10'])
  })

  it('have their alarms told once by however many try, with the words committed and audited', async () => {
    await happens(...refusals(10, 0, 1_000))
    await alarms()
    const said: string[] = []
    const telling: Telling = {
      store: store(),
      log,
      async tellAdmins(workspace, text, correlation) {
        if (workspace === `console:${org}`) said.push(text)
        const row = {
          platform: 'console' as const,
          workspace,
          conversation: 'x',
          replyTo: '{}',
          call: 'show',
          payload: '{}',
          correlation,
        }
        return [{ plan: randomUUID(), step: 0, live: null, ...row }]
      },
    }
    await Promise.all([tellAlarms(telling), tellAlarms(telling)])
    await tellAlarms(telling)
    expect(said[0]).toMatch(/^⚠️ Ann was refused 10 times within 5m\. See `\/admin audit --reference REF9000`/)
    const rows = await store().sql('select id from outbox where workspace = $1', [`console:${org}`])
    expect(rows).toHaveLength(1)
    const audit = await store().inOrgSql(org, (sql) =>
      readAuditPage(sql, { act: 'alert:' }, { way: 'older', limit: 9 }),
    )
    expect(audit).toEqual([
      expect.objectContaining({ act: 'alert:many_denials', reason: `10 times: ${ann}`, result: 'told' }),
    ])
    await store().sql("update outbox set state = 'sent' where workspace = $1", [`console:${org}`])
  })
})
