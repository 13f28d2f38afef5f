// However many conversations wait, taking the next few costs what they are worth: a queue that is read whole for each would never end.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { claimLanes, releaseLanes } from '../../src/store/router/lane-rows.ts'
import type { Sql } from '../../src/store/sql.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('a long queue', ({ store }) => {
  const [lanes, each] = [300, 20]
  beforeEach(async () => {
    for (const table of ['inbox', 'lane']) await store().sql(`delete from ${table}`)
    await store().sql(
      `insert into inbox (key, platform, workspace, lane, content_type, body)
       select 'long:' || e, 'slack', 'slack:T1', 'lane ' || e % $1::int, 'text/plain', '' from generate_series(1, $2::int) e`,
      [lanes, lanes * each],
    )
  })

  it('is read no further than for the conversations that are taken, past those that are held', async () => {
    const held = await claimLanes(store().sql, randomUUID(), '0', [], 50, 60_000)
    expect(held.map((one) => one.lane).sort()).toEqual(Array.from({ length: 50 }, (_, i) => `lane ${i + 1}`).sort())
    const read = await rowsReadBy((sql) => claimLanes(sql, randomUUID(), '0', [], 50, 60_000))
    expect(read).toBeGreaterThanOrEqual(100)
    expect(read).toBeLessThan(lanes)
  })

  it('gives each conversation with its first event, and skips what was settled', async () => {
    await store().sql("update inbox set state = 'done' where key = 'long:1'")
    const held = await claimLanes(store().sql, randomUUID(), '0', [], 3, 60_000)
    const heads = await store().sql<{ key: string }>('select key from inbox where id = any($1::bigint[]) order by id', [
      held.map((one) => one.head),
    ])
    expect(heads.map((head) => head.key)).toEqual(['long:2', 'long:3', 'long:4'])
  })

  it('is taken in one order with what is let go of, so that neither blocks the other', async () => {
    const [first, second] = ['lane 10', 'lane 9']
    await store().sql(`delete from inbox where lane <> all($1::text[])`, [[first, second]])
    const held = await claimLanes(store().sql, randomUUID(), '0', [], 10, 0)
    const of = (lane: string) => held.filter((one) => one.lane === lane)
    let claiming: Promise<unknown[]> = Promise.resolve([])
    const released = await store().transact(async (sql) => {
      const one = await releaseLanes(sql, of(first))
      claiming = claimLanes(store().sql, randomUUID(), '0', [], 10, 60_000)
      if (store().kind === 'postgres') await untilSomebodyWaits(sql)
      return [...one, ...(await releaseLanes(sql, of(second)))]
    })
    expect(released).toEqual([first, second])
    expect(await claiming).toHaveLength(2)
  })

  async function untilSomebodyWaits(sql: Sql): Promise<void> {
    while ((await sql('select from pg_locks where not granted limit 1')).length === 0);
  }

  /** Of the inbox, as the database itself counts them. */
  function rowsReadBy(work: (sql: Sql) => Promise<unknown>): Promise<number> {
    return store().transact(async (sql) => {
      await work(sql)
      const [row] = await sql<{ read: number }>(
        "select (idx_tup_fetch + seq_tup_read)::int as read from pg_stat_xact_user_tables where relname = 'inbox'",
      )
      return row?.read ?? 0
    })
  }
})
