// The database goes away for a moment, at the worst moment: what was accepted is answered all the same, once.
import { afterEach, expect, it } from 'vitest'
import type { Store } from '../../src/store/open-store.ts'
import type { Row, Sql } from '../../src/store/sql.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'
import { openPaperCore, type PaperCore } from '../support/paper-core.ts'
import { paperEvent } from '../support/paper-platform.ts'

describeOnEveryStore('a database that goes away for a moment', ({ store }) => {
  let paper: PaperCore
  let count = 0
  afterEach(() => paper.stop())

  async function talk(given: Store, flaky: ReturnType<typeof flakyAt>): Promise<string[]> {
    const place = `outage${++count}`
    paper = await openPaperCore({ ...given, sql: flaky.sql }, { leaseMs: 1_000 })
    flaky.arm()
    const stored = ['one', 'two', 'three'].map((text) =>
      paper.core.intake.accept(paperEvent(`${place} ${text}`, place, `echo ${text}`)),
    )
    await Promise.all(stored)
    await paper.core.idle()
    return paper.shownIn(place)
  }

  const moments = {
    'a call is written down as under way': 'insert into under_way',
    'what was sent is recorded': 'set state = s.state',
    'the outbox is read': 'over (partition by conversation',
    'lanes are claimed': 'insert into lane',
    'the first events of lanes are read': 'from inbox where id = any',
  }
  for (const [moment, statement] of Object.entries(moments)) {
    it(`answers once and in order although it was away when ${moment}`, async () => {
      const flaky = flakyAt(store().sql, statement, 'before')
      expect(await talk(store(), flaky)).toEqual(['one', 'two', 'three'])
      expect(flaky.broke()).toBe(true)
    })

    it(`answers once and in order although the answer was lost when ${moment}`, async () => {
      const flaky = flakyAt(store().sql, statement, 'after')
      expect(await talk(store(), flaky)).toEqual(['one', 'two', 'three'])
      expect(flaky.broke()).toBe(true)
    })
  }
})

/** Breaks once after it was armed, before or after the statement took effect. */
function flakyAt(given: Sql, statement: string, when: 'before' | 'after') {
  let state: 'whole' | 'armed' | 'broke' = 'whole'
  return {
    arm() {
      state = 'armed'
    },
    broke: () => state === 'broke',
    async sql<R extends Row>(text: string, values?: unknown[]): Promise<R[]> {
      const breaks = state === 'armed' && text.includes(statement)
      if (breaks) state = 'broke'
      if (breaks && when === 'before') throw new Error('the connection was cut')
      const rows = await given<R>(text, values)
      if (breaks) throw new Error('the connection was cut')
      return rows
    },
  }
}
