// Who acts in two apps at once is found however the acts were sealed: what a process remembers only saves it looks at the store.
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { type AuditKey, openAuditKey } from '../../src/audit/audit-key.ts'
import { keepChains } from '../../src/audit/keep-chains.ts'
import { createWatch } from '../../src/audit/watch.ts'
import type { Watch } from '../../src/audit/watch-sealed.ts'
import { createSecret } from '../../src/domain/secret.ts'
import { createSeal } from '../../src/identity/seal.ts'
import { readAlarms } from '../../src/store/audit/audit-alert-rows.ts'
import { insertMember, insertOrg } from '../../src/store/identity/member-rows.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

const start = Date.UTC(2026, 2, 1, 12)
const [slack, telegram] = ['slack:T1:U1', 'telegram:42']

describeOnEveryStore('somebody in two apps at once', ({ store }) => {
  let key: AuditKey
  let org = ''
  let ann = ''
  let watch: Watch
  let looks = 0

  beforeAll(async () => {
    key = await openAuditKey(store().sql, createSeal([createSecret(Buffer.alloc(32, 1).toString('base64'))]))
  })
  beforeEach(async () => {
    org = randomUUID()
    ann = randomUUID()
    looks = 0
    watch = process()
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Watched', isSample: false })
      await insertMember(sql, org, { person: ann, name: 'Ann', role: 'admin' })
    })
  })

  /** Another process is one that remembers nothing of this one. */
  function process(): Watch {
    const own = createWatch(key)
    return (sql, ...rest) =>
      own(
        (text, values) => {
          if (text.includes('group by person_id')) looks++
          return sql(text, values)
        },
        ...rest,
      )
  }

  async function act(second: number, account: string, person: string | null = ann): Promise<void> {
    await store().inOrgSql(org, (sql) =>
      sql(
        `insert into audit_entry (id, org_id, at, person_id, account, act, allowed, correlation)
         values ($1, $2, to_timestamp($3::float8 / 1000), $4, $5, 'ping', true, 'REF')`,
        [randomUUID(), org, start + second * 1_000, person, account],
      ),
    )
  }

  async function seal(by: Watch = watch): Promise<string[]> {
    while (await keepChains({ store: store(), key, log: createQuietLog(), now: () => start, watch: by }));
    const raised = await store().inOrgSql(org, (sql) => readAlarms(sql, org, 9))
    return raised.map(({ detector, subject, count }) => `${detector} ${subject === ann ? 'Ann' : subject} ${count}`)
  }

  const set = (value: string) => store().inOrgSql(org, (sql) => saveSetting(sql, org, 'alert.impossible_speed', value))

  it('is seen when each act was sealed by itself, with one look at the store', async () => {
    for (const [second, account] of [slack, telegram, slack, telegram].entries()) {
      expect(await seal()).toEqual([])
      await act(second, account)
    }
    expect(await seal()).toEqual(['impossible_speed Ann 4'])
    expect(looks).toBe(1)
  })

  it('is seen when two processes sealed in turn', async () => {
    const by = [watch, process()]
    for (const [nth, account] of [slack, slack, slack, telegram, slack, telegram].entries()) {
      await act(nth < 2 ? nth - 60 : nth, account)
      await seal(by[nth % 2])
    }
    expect(await seal()).toEqual(['impossible_speed Ann 4'])
  })

  it('is seen when what lies between was committed late', async () => {
    await set('3 per 5s')
    await act(0, slack)
    await act(2, slack)
    expect(await seal()).toEqual([])
    await act(1, telegram)
    expect(await seal()).toEqual(['impossible_speed Ann 3'])
  })

  it('is seen when that came later than anything is remembered', async () => {
    await set('3 per 5s')
    await act(0, slack)
    await act(2, slack)
    for (let second = 10; second < 60; second += 10) {
      await act(second, slack, randomUUID())
      await seal()
    }
    await act(1, telegram)
    expect(await seal()).toEqual(['impossible_speed Ann 3'])
  })

  it('is seen when the threshold became wider', async () => {
    for (const [nth, account] of [slack, telegram, slack, slack].entries()) {
      await act(nth * 60, account)
      expect(await seal()).toEqual([])
    }
    await set('3 per 1h')
    await act(240, slack)
    expect(await seal()).toEqual(['impossible_speed Ann 5'])
  })

  it('is not seen in somebody who was long gone from one account', async () => {
    for (let second = 0; second < 60; second += 6) await act(second, second % 12 ? slack : telegram)
    expect(await seal()).toEqual([])
  })
})
