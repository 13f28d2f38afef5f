// An announcement from row to row: due, under way, taken back in the middle, and the honest end.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { moveAnnouncements, plansOf } from '../../src/announcements/move-announcements.ts'
import { announceCommands } from '../../src/app/declare-announcements.ts'
import { type Reply, textOf } from '../../src/domain/reply.ts'
import type { Platforms } from '../../src/ports/chat-platform.ts'
import {
  dropPlans,
  insertAnnouncement,
  listAnnouncements,
  listSharedChannels,
  scheduleAnnouncement,
} from '../../src/store/announcement-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { insertMessages } from '../../src/store/router/tenant-rows.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { createPaperPlatform } from '../support/paper-platform.ts'

describeOnEveryStore('an announcement', ({ store }) => {
  const to = (conversation: string) => ({
    platform: 'console' as const,
    workspace: 'console',
    conversation,
    address: null,
  })
  const paper = { ...createPaperPlatform(), room: (channel: string) => (channel.includes('gone') ? null : to(channel)) }
  const platforms: Platforms = new Map([['console', paper]])
  const move = () => moveAnnouncements({ store: store(), platforms })
  let org = ''
  let id = ''

  beforeEach(async () => {
    org = randomUUID()
    id = randomUUID()
    await store().sql('delete from outbox')
    await store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: false })
      const places = ['console:a', 'console:b', 'console:gone'].map((channel) => ({ channel, plan: null }))
      const row = { id, person: null, author: 'Ann', text: 'Lunch', places, replyTo: to('asker'), correlation: 'r' }
      await insertAnnouncement(sql, org, row)
    })
  })

  const schedule = (ms: number) => store().inOrgSql(org, (sql) => scheduleAnnouncement(sql, id, ms))
  const sent = (conversation: string, state: string, reason: string | null = null) =>
    store().sql('update outbox set state = $2, reason = $3, settled_at = now() where conversation = $1', [
      conversation,
      state,
      reason,
    ])
  const outbox = () =>
    store().sql<{ conversation: string; state: string; payload: string }>(
      'select conversation, state, payload from outbox order by id',
    )
  const row = async () => (await store().inOrgSql(org, (sql) => listAnnouncements(sql, 1, id)))[0]

  it('stays where it is as long as it is a draft, and until it is due', async () => {
    await move()
    expect(await outbox()).toEqual([])
    expect([await schedule(60_000), await schedule(0)]).toEqual([true, false])
    await move()
    expect([await outbox(), (await row())?.state]).toEqual([[], 'due'])
  })

  it('goes once to each place, and says where it did not arrive and why', async () => {
    await schedule(0)
    await Promise.all([move(), move()])
    expect((await outbox()).map(({ conversation }) => conversation)).toEqual(['console:a', 'console:b'])
    await sent('console:a', 'sent')
    await move()
    expect((await row())?.state).toBe('sending')
    await sent('console:b', 'failed', 'not_in_channel')
    await Promise.all([move(), move()])
    expect((await row())?.state).toBe('done')
    const told = (await outbox()).filter(({ conversation }) => conversation === 'asker')
    expect(told).toHaveLength(1)
    expect(told[0]?.payload).toMatch(
      /reached 1 of 3 places.*console:b: I am not in there any more.*console:gone: I have no way/s,
    )
  })

  it('stays where it did not go when it is taken back in the middle', async () => {
    await schedule(0)
    await move()
    await sent('console:a', 'sent')
    const plans = plansOf((await row()) as NonNullable<Awaited<ReturnType<typeof row>>>)
    await dropPlans(store().sql, plans)
    expect((await outbox()).map(({ state }) => state)).toEqual(['sent', 'failed'])
  })

  it('is not said to be taken back unsent where it went at that moment: that is asked again', async () => {
    const [announce] = announceCommands({ store: store(), platforms })
    const run = announce && 'run' in announce ? announce.run : undefined
    await schedule(0)
    const changes: ((transaction: unknown) => Promise<void>)[] = []
    const call = { input: { cancel: id }, caller: { org, person: null }, change: (one: never) => changes.push(one) }
    const press = async () => textOf((await run?.(call as never)) as Reply)
    const change = () => store().inOrg(org, (tx) => changes.pop()?.(tx) ?? Promise.resolve())
    expect(await press()).toContain('nothing of it was sent')
    await move()
    await sent('console:a', 'sent')
    await expect(change()).rejects.toMatchObject({ code: 'conflict', nextStep: expect.stringContaining('again') })
    expect(await press()).toMatch(/at least 1 place has it already/)
    await change()
    const left = (await outbox()).filter(({ conversation }) => conversation !== 'asker').map(({ state }) => state)
    expect([(await row())?.state, left]).toEqual(['cancelled', ['sent', 'failed']])
  })

  it('goes when it is due, however many others are still on their way', async () => {
    const beginOther = (other: string) =>
      store().inOrgSql(org, async (sql) => {
        const places = [{ channel: 'console:other', plan: null }]
        const row = { person: null, author: 'Ann', text: 'Slow', places, replyTo: to('asker'), correlation: 'r' }
        await insertAnnouncement(sql, org, { ...row, id: other })
        await scheduleAnnouncement(sql, other, 0)
      })
    for (let i = 0; i < 20; i++) await beginOther(randomUUID())
    await move()
    const last = randomUUID()
    await beginOther(last)
    await move()
    const [found] = await store().inOrgSql(org, (sql) => listAnnouncements(sql, 1, last))
    expect(found?.state).toBe('sending')
  })

  it('knows each channel where people read together once, whatever was said in it, and no other workspace', async () => {
    const said = (conversation: string, isShared: boolean) => ({
      conversation,
      platform: 'slack',
      isShared,
      account: null,
      text: 'x',
      correlation: 'r',
    })
    await store().inOrgSql(org, (sql) =>
      insertMessages(sql, org, [
        said('slack:T1:C1:1.2', true),
        said('slack:T1:C1:U1', true),
        said('telegram:7:-100:5/42', true),
        said('slack:T1:D1', false),
        said('slack:T2:C9', true),
      ]),
    )
    expect(await store().inOrgSql(org, (sql) => listSharedChannels(sql, ['slack:T1', 'telegram:7']))).toEqual([
      'slack:T1:C1',
      'telegram:7:-100',
    ])
  })
})
