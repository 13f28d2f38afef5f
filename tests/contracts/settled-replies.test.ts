// What became of a reply is written down cheaply, and forgets what must not be kept.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { failRestOfPlans, insertOutbox, type NewOutboxRow, recordSends } from '../../src/store/router/outbox-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('what became of replies', ({ store }) => {
  const planned = (more: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
    ...{ plan: randomUUID(), step: 0, platform: 'slack', workspace: 'slack:T1', conversation: 'C1', replyTo: '{}' },
    ...{ call: 'say', payload: `{"text":"${'x'.repeat(300)}"}`, correlation: 'c', ...more },
  })

  it('is written on the page where the reply stands', async () => {
    await insertOutbox(
      store().sql,
      Array.from({ length: 100 }, () => planned({ isSought: false })),
    )
    const before = await pages()
    const sends = before.map(({ id }) => ({ id, state: 'sent' as const, platformId: `C1:${id}`, reason: null }))
    await recordSends(store().sql, sends)
    const after = await pages()
    // It is a little longer than before, so of a page the last may find no room.
    expect(after.filter(({ page }, i) => page !== before[i]?.page).length).toBeLessThan(before.length / 4)
  })

  it('forgets a secret once it is sent, or never will be, and nothing else', async () => {
    const [kept, sent, failed, waiting] = [
      planned(),
      planned({ isSecret: true }),
      planned({ isSecret: true }),
      planned(),
    ]
    await insertOutbox(store().sql, [kept, sent, failed, { ...waiting, isSecret: true }])
    const settled = { platformId: null, reason: null }
    await recordSends(store().sql, [
      { ...settled, id: await idOf(kept), state: 'sent' },
      { ...settled, id: await idOf(sent), state: 'sent' },
      { ...settled, id: await idOf(waiting), state: 'waiting' },
    ])
    await failRestOfPlans(store().sql, [failed.plan])
    const left = await Promise.all([kept, sent, failed, waiting].map(async (row) => (await stored(row))?.payload))
    expect(left).toEqual([kept.payload, '{}', '{}', waiting.payload])
  })

  async function pages(): Promise<{ id: string; page: number }[]> {
    return store().sql("select id, split_part(trim('(' from ctid::text), ',', 1)::int as page from outbox order by id")
  }

  async function stored({ plan }: NewOutboxRow) {
    const [row] = await store().sql<{ id: string; payload: string }>('select id, payload from outbox where plan = $1', [
      plan,
    ])
    return row
  }

  async function idOf(row: NewOutboxRow): Promise<string> {
    return (await stored(row))?.id ?? ''
  }
})
