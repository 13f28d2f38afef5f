// Of a thumb and its being taken off, whichever happened last counts, in whatever order we hear of them.
import { beforeEach, expect, it } from 'vitest'
import { ensureHome } from '../../src/identity/ensure-home.ts'
import { listFeedback, type NewThumb, saveThumb } from '../../src/store/feedback-rows.ts'
import { findReplyOf, insertOutbox, recordSends } from '../../src/store/router/outbox-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('a thumb', ({ store }) => {
  let org = ''
  beforeEach(async () => {
    org = await ensureHome(store(), [{ key: 'slack:T1', platform: 'slack', name: 'Acme' }])
    await store().inOrgSql(org, (sql) => sql('delete from feedback'))
  })

  const usual = { person: null, account: 'slack:T1:U1', about: 'thumbs up', reply: 'AAAA-BBBB', correlation: 'c' }
  const save = (isTakenBack: boolean, second: number, more: Partial<NewThumb> = {}) =>
    store().inOrgSql(org, (sql) =>
      saveThumb(sql, org, { ...usual, isTakenBack, at: new Date(1_700_000_000_000 + second * 1000), ...more }),
    )
  const list = async () => (await store().inOrgSql(org, (sql) => listFeedback(sql, 10))).map(({ about }) => about)

  it('is written down once, however often it is told', async () => {
    await save(false, 1)
    await save(false, 1)
    expect(await list()).toEqual(['thumbs up'])
  })

  it('is gone once it is taken off, also when that is told first', async () => {
    await save(true, 2)
    await save(false, 1)
    expect(await list()).toEqual([])
    await save(false, 3)
    expect(await list()).toEqual(['thumbs up'])
  })

  it('is of one person on one reply', async () => {
    await save(false, 1)
    await save(false, 2, { account: 'slack:T1:U2' })
    await save(false, 3, { reply: 'CCCC-DDDD' })
    await save(true, 4)
    expect(await list()).toHaveLength(2)
  })

  it('finds the reply by any message of it, in that workspace only', async () => {
    const plan = crypto.randomUUID()
    const [platformId, workspace] = [`C1:${plan}`, 'slack:T1']
    const call = { call: 'say', payload: '', correlation: 'AAAA-BBBB' }
    await insertOutbox(store().sql, [
      { plan, step: 0, platform: 'slack', workspace, conversation: plan, replyTo: '', ...call },
    ])
    const [row] = await store().sql<{ id: string }>('select id from outbox where plan = $1', [plan])
    await recordSends(store().sql, [{ id: row?.id ?? '', state: 'sent', platformId, reason: null }])
    expect(await findReplyOf(store().sql, workspace, platformId)).toBe('AAAA-BBBB')
    expect(await findReplyOf(store().sql, 'slack:T2', platformId)).toBeUndefined()
    expect(await findReplyOf(store().sql, workspace, 'C1:other')).toBeUndefined()
  })
})
