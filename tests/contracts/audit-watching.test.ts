// What was sealed with the act is shown to the detectors afterwards, once, and a line about the end of the chain comes into the log.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { findCheckpoints } from '../../src/audit/checkpoint.ts'
import { type Keeping, keepChains } from '../../src/audit/keep-chains.ts'
import { createWatch } from '../../src/audit/watch.ts'
import { type Watch, watchSealed } from '../../src/audit/watch-sealed.ts'
import { raiseAlarm, readAlarms } from '../../src/store/audit/audit-alert-rows.ts'
import { readHead, readUnwatched } from '../../src/store/audit/audit-head-rows.ts'
import type { Store } from '../../src/store/open-store.ts'
import { type AuditedOrg, beginAuditedOrg, testAuditKey } from '../support/audited-org.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createQuietLog } from '../support/quiet.ts'

const hour = 3_600_000

describeOnEveryStore('what was sealed with the act', ({ store, another }) => {
  let org: AuditedOrg
  let log = createQuietLog()
  let clock = 0
  beforeEach(async () => {
    org = await beginAuditedOrg(store())
    log = createQuietLog()
    clock = Date.now()
    await keep({ watch: nothing })
    log.lines.length = 0
  })

  const nothing: Watch = async () => undefined
  const keeping = (over: Partial<Keeping> = {}): Keeping => ({
    ...{ store: store(), key: testAuditKey, log, now: () => clock, watch: createWatch(testAuditKey) },
    ...over,
  })

  async function keep(over: Partial<Keeping> = {}): Promise<void> {
    while (await keepChains(keeping(over)));
  }

  const refusal = { allowed: false, account: 'slack:T1:U7' }
  const tenRefusals = () => org.settle(...Array.from({ length: 10 }, () => [refusal]))

  async function alarms(): Promise<string[]> {
    const raised = await store().inOrgSql(org.id, (sql) => readAlarms(sql, org.id, 100))
    return raised.map(({ detector, subject, count }) => `${detector} ${subject} ${count}`)
  }

  /** Raises one more alarm each time it looks, and writes down the numbers it was shown. */
  function counting(): { watch: Watch; seen: string[] } {
    const seen: string[] = []
    const watch: Watch = async (sql, id, { after, to }) => {
      if (id !== org.id) return
      seen.push(`${after + 1}-${to}`)
      const alarm = { detector: 'test', subject: randomUUID(), count: 1, withinMs: 1, correlation: '', at: clock }
      await raiseAlarm(sql, id, alarm, 0)
    }
    return { watch, seen }
  }

  it('raises alarms, also in a process that was not there when it was sealed', async () => {
    await tenRefusals()
    expect(await alarms()).toEqual([])
    await keep()
    expect(await alarms()).toEqual(['many_denials slack:T1:U7 10'])
  })

  it('is seen once, whoever looks', async () => {
    const [one, next] = [counting(), counting()]
    await tenRefusals()
    await keep(one)
    await keep(next)
    await org.settle([{}, {}])
    await keep(next)
    expect([one.seen, next.seen]).toEqual([['2-11'], ['12-13']])
    expect(await alarms()).toHaveLength(2)
  })

  it('is seen once by two that look at the same moment', async () => {
    await tenRefusals()
    const unwatched = await readUnwatched(store().sql)
    const sameMoment = { ...store(), sql: async () => unwatched } as Store
    for (const { watch, seen } of [counting(), counting()]) {
      await watchSealed(keeping({ watch, store: sameMoment }))
      expect(seen).toEqual(['2-11'])
    }
    expect(await alarms()).toHaveLength(1)
    expect(log.lines).toEqual([])
  })

  it('is seen again when the process died while it looked', async () => {
    const [dying, next] = [counting(), counting()]
    await tenRefusals()
    const inOrgSql: Store['inOrgSql'] = (id, work) =>
      store().inOrgSql(id, async (sql) => {
        await work(sql)
        throw new Error('died')
      })
    await expect(keepChains(keeping({ ...dying, store: { ...store(), inOrgSql } }))).rejects.toThrow('died')
    expect(await alarms()).toEqual([])
    await keep(next)
    expect(next.seen).toEqual(['2-11'])
    expect(await alarms()).toHaveLength(1)
  })

  it('is seen, and said to be amiss, where somebody wrote that more was seen than there is', async () => {
    await tenRefusals()
    const blinding = "update audit_head set watched_seq = '4611686018427387905' where org_id = $1::uuid"
    await store().inOrgSql(org.id, (sql) => sql(blinding, [org.id]))
    await keep()
    expect(await alarms()).toEqual(['many_denials slack:T1:U7 10'])
    const [first, ...more] = log.lines
    expect([first?.level, first?.message, more]).toEqual(['error', expect.stringContaining('npm run audit:verify'), []])
  })

  it('is seen a few thousand at a time, one right after the other', async () => {
    const { watch, seen } = counting()
    for (let group = 0; group < 3; group++) await org.settle(Array.from({ length: 1_500 }, () => ({})))
    expect(await keepChains(keeping({ watch }))).toBe(true)
    await keep({ watch })
    expect(seen).toEqual(['2-2001', '2002-4001', '4002-4501'])
  })

  it.skipIf(!another)('is looked at without holding the end (the embedded database has one session)', async () => {
    await tenRefusals()
    await keep({ watch: async (_sql, id) => void (id === org.id && (await org.settle([{ act: 'meanwhile' }]))) })
    expect((await org.sealed()).at(-1)?.act).toBe('meanwhile')
  })

  it('is told of in the log after an hour or a thousand entries, by its signed end', async () => {
    await org.settle([{}])
    await keep()
    expect(log.lines).toEqual([])
    clock += hour
    await keep()
    expect(linesOf()).toEqual([2])
    clock += hour
    await keep()
    expect(linesOf()).toEqual([2])
    await org.settle(Array.from({ length: 1_000 }, () => ({})))
    await keep()
    expect(linesOf()).toEqual([2, 1_002])
    const head = await store().inOrgSql(org.id, (sql) => readHead(sql, org.id))
    expect(findCheckpoints(JSON.stringify(log.lines)).at(-1)).toEqual(head)
  })

  function linesOf(): number[] {
    return findCheckpoints(JSON.stringify(log.lines))
      .filter((one) => one.org === org.id)
      .map((one) => one.seq)
  }
})
