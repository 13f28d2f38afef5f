// Two processes at one queue: what one has in hand the other leaves alone, for as long as the one lives.
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../src/store/open-store.ts'
import { createLaneLocks, type LaneLocks } from '../../src/store/router/lane-locks.ts'
import { type FreshDatabase, freshDatabase } from '../support/fresh-database.ts'

describe('lanes in the hands of two processes', () => {
  let database: FreshDatabase
  let store: Store
  let count = 0
  let [mine, theirs] = [] as unknown as [LaneLocks, LaneLocks]
  beforeAll(async () => {
    database = await freshDatabase()
    store = await openStore({ databaseUrl: database.url })
  })
  afterAll(async () => {
    await store.close()
    await database.drop()
  })
  beforeEach(async () => {
    await store.sql('delete from inbox')
    await store.sql(
      `insert into inbox (key, platform, workspace, lane, content_type, body)
       select 'two:' || e, 'slack', 'slack:T1', $1 || ':lane ' || e, 'text/plain', '' from generate_series(1, 10) e`,
      [`test ${++count}`],
    )
    ;[mine, theirs] = [holder(60_000), holder(60_000)]
    await theirs.keep()
  })
  const holder = (silentMs: number) => createLaneLocks(() => store.openSession(silentMs))
  afterEach(() => Promise.all([mine.end(), theirs.end()]))

  const numbers = ({ first }: { first: { lane: string }[] }) => first.map(({ lane }) => Number(lane.split(' ').at(-1)))
  const lane = (n: number) => `test ${count}:lane ${n}`
  /** As an operator would, or a network that breaks. */
  async function cutWhoeverHolds(lane: string): Promise<void> {
    const operator = new pg.Client(database.url)
    await operator.connect()
    const { rowCount } = await operator.query(
      `select pg_terminate_backend(pid, 5000) from pg_locks
       where locktype = 'advisory' and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
      [lane],
    )
    await operator.end()
    expect(rowCount).toBe(1)
  }

  it('are each held by one of them, and the other goes on behind those', async () => {
    expect(numbers(await mine.take('0', 4))).toEqual([1, 2, 3, 4])
    expect(numbers(await theirs.take('0', 2))).toEqual([5, 6])
    expect(numbers(await theirs.take('0', 10))).toEqual([7, 8, 9, 10])
    mine.release(lane(2))
    expect(numbers(await mine.take('99', 1))).toEqual([])
    expect(numbers(await theirs.take('0', 10))).toEqual([2])
  })

  it('are free at once when the one who holds them ends', async () => {
    await mine.take('0', 4)
    await mine.end()
    await expect.poll(async () => numbers(await theirs.take('0', 1))).toEqual([1])
  })

  it('are free when the one who holds them says nothing for too long', async () => {
    mine = holder(2_000)
    await mine.take('0', 10)
    expect(numbers(await theirs.take('0', 1))).toEqual([])
    await expect.poll(async () => numbers(await theirs.take('0', 1)), { timeout: 5_000 }).toEqual([1])
  })

  it('stay with the one who says every now and then that it lives', async () => {
    mine = holder(3_000)
    await mine.take('0', 10)
    const until = performance.now() + 6_000
    while (performance.now() < until) {
      await mine.keep()
      expect(numbers(await theirs.take('0', 1))).toEqual([])
    }
  })

  it('come back to the one whose connection broke, but for what it let go of and what the other has by then', async () => {
    await mine.take('0', 4)
    await cutWhoeverHolds(lane(1))
    expect(numbers(await theirs.take('0', 1))).toEqual([1])
    mine.release(lane(4))
    await expect
      .poll(() =>
        mine.keep().then(
          () => 'kept',
          () => 'broken',
        ),
      )
      .toBe('kept')
    expect(numbers(await theirs.take('0', 10))).toEqual([4, 5, 6, 7, 8, 9, 10])
    for (const n of [1, 2, 3]) mine.release(lane(n))
    expect(numbers(await mine.take('0', 10))).toEqual([2, 3])
  })

  it('are not worked on twice when a first event was settled while it was asked for', async () => {
    await mine.take('0', 1)
    await store.sql("update inbox set state = 'done' where lane = $1", [lane(1)])
    await mine.end()
    expect(numbers(await theirs.take('0', 1))).toEqual([2])
  })
})
