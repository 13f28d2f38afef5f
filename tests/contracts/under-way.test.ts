// What a sender has under way stands written before the first call is made, so that nobody takes it back or makes it twice.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import type { HeldLease } from '../../src/ports/lease.ts'
import { dropPlans } from '../../src/store/announcement-rows.ts'
import { giveUpLease, takeLease } from '../../src/store/lease-rows.ts'
import { dropGone } from '../../src/store/router/drop-gone.ts'
import { insertOutbox, recordSends } from '../../src/store/router/outbox-rows.ts'
import { doubtUnderWay, writeUnderWay } from '../../src/store/router/under-way-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('a call under way', ({ store }) => {
  const workspace = 'slack:T1'
  const name = 'send:under-way'
  let lease: HeldLease
  beforeEach(async () => {
    await store().sql('delete from lease where name = $1', [name])
    await store().sql('delete from outbox')
    lease = await taken()
  })

  async function taken(): Promise<HeldLease> {
    const held = await takeLease(store().sql, name, randomUUID(), 60_000)
    if (!held) throw new Error('somebody else holds the lease')
    return held
  }

  async function planned(): Promise<{ id: string; plan: string }> {
    const plan = randomUUID()
    const row = {
      plan,
      step: 0,
      workspace,
      conversation: plan,
      replyTo: '',
      call: 'say',
      payload: '',
      correlation: 'c',
    }
    await insertOutbox(store().sql, [{ ...row, platform: 'slack' }])
    const [{ id } = { id: '' }] = await store().sql<{ id: string }>('select id from outbox where plan = $1', [plan])
    return { id, plan }
  }

  const stateOf = async (id: string) =>
    (await store().sql<{ state: string }>('select state from outbox where id = $1', [id]))[0]?.state

  it('is not taken back, but what waits behind it is', async () => {
    const [called, waiting, elsewhere] = [await planned(), await planned(), await planned()]
    expect(await writeUnderWay(store().sql, lease, [called.id], [called.id])).toEqual([called.id])
    await dropPlans(store().sql, [called.plan, waiting.plan])
    expect([await stateOf(called.id), await stateOf(waiting.id)]).toEqual(['waiting', 'failed'])
    await dropGone(store().sql, { place: workspace, isWorkspace: true })
    expect([await stateOf(called.id), await stateOf(elsewhere.id)]).toEqual(['waiting', 'failed'])
  })

  it('is in doubt for whoever sends next, and nothing else is', async () => {
    const [called, sent, waiting] = [await planned(), await planned(), await planned()]
    await writeUnderWay(store().sql, lease, [called.id, sent.id], [called.id, sent.id])
    await recordSends(store().sql, [{ id: sent.id, state: 'sent', platformId: 'C1:1', reason: null }])
    await giveUpLease(store().sql, lease)
    await doubtUnderWay(store().sql, await taken())
    expect([await stateOf(called.id), await stateOf(sent.id), await stateOf(waiting.id)]).toEqual([
      ...['unknown', 'sent', 'waiting'],
    ])
  })

  it('is begun by nobody who lost the lease, and by nobody once it was taken back', async () => {
    const [late, gone] = [await planned(), await planned()]
    await giveUpLease(store().sql, lease)
    const next = await taken()
    expect(await writeUnderWay(store().sql, lease, [late.id], [late.id])).toEqual([])
    await doubtUnderWay(store().sql, lease)
    expect(await stateOf(late.id)).toBe('waiting')
    await dropPlans(store().sql, [gone.plan])
    expect(await writeUnderWay(store().sql, next, [late.id, gone.id], [late.id, gone.id])).toEqual([late.id])
  })

  it('that arrived was sent, although it was taken back at that moment', async () => {
    const called = await planned()
    await dropPlans(store().sql, [called.plan])
    await recordSends(store().sql, [{ id: called.id, state: 'unknown', platformId: null, reason: 'no answer' }])
    expect(await stateOf(called.id)).toBe('failed')
    await recordSends(store().sql, [{ id: called.id, state: 'sent', platformId: 'C1:1', reason: null }])
    expect(await stateOf(called.id)).toBe('sent')
  })
})
