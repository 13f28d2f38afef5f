// A transaction whose statements are asked for without waiting: each runs in its turn and under its role, and none outlives it.
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { asPlatform, asTenant } from '../../src/store/in-org.ts'
import type { Sql } from '../../src/store/sql.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('statements that nobody waits for', ({ store }) => {
  const whoAsks = (sql: Sql) =>
    sql<{ who: string; org: string }>("select current_user::text as who, current_setting('app.org', true) as org")
  const remember = (sql: Sql, name: string) => sql("insert into memory (name, value) values ($1, '')", [name])
  const isRemembered = async (name: string) =>
    (await store().sql('select from memory where name = $1', [name])).length > 0

  it('run in the order in which they were asked for, each under the role that was set before it', async () => {
    const orgs = [randomUUID(), randomUUID()]
    const asked = await store().transact((sql) =>
      Promise.all(orgs.flatMap((org) => [sql(asTenant, [org]), whoAsks(sql), sql(asPlatform), whoAsks(sql)])),
    )
    const seen = asked.filter((_, at) => at % 2 === 1).map((rows) => rows[0])
    expect(seen).toEqual(
      orgs.flatMap((org) => [
        { who: 'bellhop_tenant', org },
        { who: 'bellhop_platform', org },
      ]),
    )
  })

  it('are undone with the one that fails among them, those asked for after it too', async () => {
    const [before, after] = [randomUUID(), randomUUID()]
    const work = store().transact((sql) =>
      Promise.all([remember(sql, before), sql('select 1 / $1::int', [0]), remember(sql, after)]),
    )
    await expect(work).rejects.toThrow('division by zero')
    expect([await isRemembered(before), await isRemembered(after)]).toEqual([false, false])
  })

  it('are refused once the transaction is over, however it ended', async () => {
    const late: Sql[] = []
    await store().transact(async (sql) => late.push(sql))
    await store()
      .transact(async (sql) => {
        late.push(sql)
        throw new Error('changed my mind')
      })
      .catch(() => undefined)
    const name = randomUUID()
    for (const sql of late) await expect(remember(sql, name)).rejects.toThrow('The transaction is over.')
    expect(await isRemembered(name)).toBe(false)
  })
})
