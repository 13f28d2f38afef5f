// However many conversations wait, taking the next few costs what they are worth: a queue that is read whole for each would never end.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLaneLocks, type LaneLocks } from '../../src/store/router/lane-locks.ts'
import { restLanes } from '../../src/store/router/resting-lanes.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { rowsReadBy } from '../support/rows-read-by.ts'

describeOnEveryStore('a long queue', ({ store }) => {
  const [lanes, each] = [300, 20]
  const opened: LaneLocks[] = []
  let count = 0
  const lane = (n: number) => `${count}: lane ${n}`
  beforeEach(async () => {
    for (const table of ['inbox', 'resting_lane']) await store().sql(`delete from ${table}`)
    await store().sql(
      `insert into inbox (key, platform, workspace, lane, content_type, body)
       select 'long:' || e, 'slack', 'slack:T1', $3 || ' lane ' || e % $1::int, 'text/plain', '' from generate_series(1, $2::int) e`,
      [lanes, lanes * each, `${++count}:`],
    )
  })
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.end())))

  function holder(): LaneLocks {
    const locks = createLaneLocks(() => store().openSession(60_000))
    opened.push(locks)
    return locks
  }

  it('is read no further than for the conversations that are taken, past those in hand', async () => {
    const inHand = (await holder().take('0', 50)).first.map((one) => one.lane)
    expect(inHand).toEqual(Array.from({ length: 50 }, (_, i) => lane(i + 1)))
    const read = await store().transact(async (sql) => {
      const rows = await rowsReadBy(sql, 'inbox', () =>
        sql("select from take_lanes(0, '{}', $1::text[], 50)", [inHand]),
      )
      await sql('select pg_advisory_unlock_all()')
      return rows
    })
    expect(read).toBeGreaterThanOrEqual(100)
    expect(read).toBeLessThan(lanes)
  })

  it('gives each conversation with its first event, and skips what was settled', async () => {
    await store().sql("update inbox set state = 'done' where key = 'long:1'")
    const { first } = await holder().take('0', 3)
    expect(first.map((one) => one.key)).toEqual(['long:2', 'long:3', 'long:4'])
  })

  it('gives no conversation twice, and each again once it was let go of', async () => {
    const mine = holder()
    const { first } = await mine.take('0', 250)
    const { first: rest } = await mine.take('0', 250)
    expect([first.length, rest.length]).toEqual([250, 50])
    expect(new Set([...first, ...rest].map((one) => one.lane)).size).toBe(lanes)
    expect((await mine.take('0', 250)).first).toEqual([])
    mine.release(lane(7))
    expect((await mine.take('0', 250)).first.map((one) => one.key)).toEqual(['long:7'])
  })

  it('leaves a conversation alone that rests, until its pause is over', async () => {
    await restLanes(store().sql, [
      { lane: lane(1), pauseMs: 60_000 },
      { lane: lane(2), pauseMs: 0 },
    ])
    expect((await holder().take('0', 2)).first.map((one) => one.lane)).toEqual([lane(2), lane(3)])
  })
})
