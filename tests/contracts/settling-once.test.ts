// Two who handled the same event, as when one was taken for dead and comes back: one of them settles it, and the other leaves nothing.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import type { Store } from '../../src/store/open-store.ts'
import { insertArrivals } from '../../src/store/router/inbox-rows.ts'
import { createLaneLocks } from '../../src/store/router/lane-locks.ts'
import { settleTurns, type Turn } from '../../src/store/router/settle-turns.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { ensurePaperOrg } from '../support/paper-core.ts'

describeOnEveryStore('an event that two handle', ({ store }) => {
  let org = ''
  let lane = ''
  let inboxId = ''
  beforeEach(async () => {
    org = await ensurePaperOrg(store())
    lane = `twice:${randomUUID()}`
    inboxId = (await arrive(store(), lane)) ?? ''
  })

  const turn = (said: string, more: Partial<Turn> = {}): Turn => ({
    ...{ inboxId, lane, attempt: 0, org: null, correlation: 'AAAAA-BBBBB', end: { kind: 'done' } },
    ...{ audit: [], messages: [], jobs: [], outbox: [reply(lane, said)], ...more },
  })
  const settle = async (...turns: Turn[]) => (await settleTurns(store(), turns)).length
  async function shown(): Promise<string[]> {
    const rows = await store().sql<{ payload: string }>(
      'select payload from outbox where conversation = $1 order by id',
      [lane],
    )
    return rows.map((row) => row.payload)
  }

  it('is answered by whoever settles it first', async () => {
    expect([await settle(turn('first')), await settle(turn('second'))]).toEqual([1, 0])
    expect(await shown()).toEqual(['first'])
  })

  it('is answered once when both settle it at the same moment', async () => {
    const counts = await Promise.all(['first', 'second', 'third'].map((said) => settle(turn(said))))
    expect(counts.toSorted()).toEqual([0, 0, 1])
    expect(await shown()).toHaveLength(1)
  })

  it('is not settled by an earlier try, once another has begun', async () => {
    expect(await settle(turn('failed', { end: { kind: 'retry', pauseMs: 0, reason: 'internal' } }))).toBe(1)
    expect(await settle(turn('from before'))).toBe(0)
    expect(await settle(turn('again', { attempt: 1 }))).toBe(1)
    expect(await shown()).toEqual(['failed', 'again'])
  })

  it('costs its neighbours nothing', async () => {
    await settle(turn('first'))
    const neighbour = `beside:${randomUUID()}`
    const beside = { inboxId: (await arrive(store(), neighbour)) ?? '', lane: neighbour }
    expect(await settle(turn('second'), turn('beside', beside))).toBe(1)
    expect(await shown()).toEqual(['first', 'beside'])
  })

  it('changes nothing here the second time', async () => {
    const made: string[] = []
    const changing = (said: string) => turn(said, { org, change: async () => void made.push(said) })
    expect([await settle(changing('first')), await settle(changing('second'))]).toEqual([1, 0])
    expect([made, await shown()]).toEqual([['first'], ['first']])
  })

  it('may come in once more while its change takes its time, and nobody waits', async ({ skip }) => {
    if (store().kind === 'embedded') skip('one session: nobody else is asked meanwhile')
    const free = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const change = () => {
      begun.resolve()
      return free.promise
    }
    const settling = settle(turn('first', { org, change }))
    await begun.promise
    expect(await arrive(store(), lane)).toBeUndefined()
    free.resolve()
    expect(await settling).toBe(1)
  })

  it('rests until its pause is over, and leaves no trace of that once it is settled', async () => {
    const locks = createLaneLocks(() => store().openSession(60_000))
    const takeable = async () => {
      const { first } = await locks.take(inboxId, 200)
      for (const one of first) locks.release(one.lane)
      return first.some((one) => one.lane === lane)
    }
    await settle(turn('failed', { end: { kind: 'retry', pauseMs: 60_000, reason: 'internal' } }))
    expect(await takeable()).toBe(false)
    await store().sql('update resting_lane set until = now() where lane = $1', [lane])
    expect(await takeable()).toBe(true)
    await settle(turn('again', { attempt: 1 }))
    expect(await store().sql('select from resting_lane where lane = $1', [lane])).toEqual([])
    await locks.end()
  })
})

/** Its id; undefined when it is there already. */
async function arrive(store: Store, key: string): Promise<string | undefined> {
  const arrival = { key, platform: 'console' as const, workspace: 'console', lane: key, isControl: false }
  return (await insertArrivals(store.sql, [{ ...arrival, contentType: 'text/plain', body: Buffer.from('hi') }])).get(
    key,
  )
}

function reply(conversation: string, said: string): Turn['outbox'][number] {
  return {
    ...{ plan: randomUUID(), step: 0, platform: 'console', workspace: 'console', conversation },
    ...{ replyTo: '{}', call: 'say', payload: said, correlation: 'AAAAA-BBBBB', isSought: false },
  }
}
