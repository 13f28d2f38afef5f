// Saved queries over the store: an org's own, and what one brings again and again never piles up nor gets lost.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { openSqlSources } from '../../src/app/open-sql-sources.ts'
import { loadConfig } from '../../src/config.ts'
import { createKpis } from '../../src/kpi/create-kpis.ts'
import type { SqlAnswer } from '../../src/ports/sql-sources.ts'
import { insertWorkspace } from '../../src/store/identity/account-rows.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { asPlatform } from '../../src/store/in-org.ts'
import { foldKpiPulls } from '../../src/store/kpi/fold-kpi-pulls.ts'
import { keepKpiImport, listKpiImports, moveKpiImport } from '../../src/store/kpi/kpi-import-rows.ts'
import { deleteSavedQuery, saveQuery } from '../../src/store/kpi/saved-query-rows.ts'
import { createSavedQueries } from '../../src/tools/create-saved-queries.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('saved queries', ({ store }) => {
  let org = ''
  const signal = new AbortController().signal
  const sources = {
    names: () => ['shop'],
    ping: async () => undefined,
    ask: async ({ sql }: { sql: string }): Promise<SqlAnswer> => ({ columns: ['sql'], rows: [[sql]], isCut: false }),
  }
  const queries = () => createSavedQueries(store(), sources)
  const save = (name: string, sql: string, where = org) =>
    store().inOrgSql(where, (tx) => saveQuery(tx, where, { name, source: 'shop', sql, person: null }))

  async function addOrg(): Promise<string> {
    const id = randomUUID()
    await store().inOrgSql(id, (sql) => insertOrg(sql, { id, name: 'Acme', isSample: false }))
    return id
  }

  beforeEach(async () => {
    org = await addOrg()
  })

  it('are what was saved last under a name, and gone once removed', async () => {
    await save('revenue', 'select 1')
    await save('revenue', 'select 2')
    expect(await queries().run(org, ' Revenue', { signal })).toMatchObject({ name: 'revenue', rows: [['select 2']] })
    expect(await queries().all(org)).toHaveLength(1)
    await expect(queries().find(org, 'revenu')).rejects.toThrow('no saved query “revenu”')
    expect(await store().inOrgSql(org, (sql) => deleteSavedQuery(sql, 'revenue'))).toBe(true)
    expect(await store().inOrgSql(org, (sql) => deleteSavedQuery(sql, 'revenue'))).toBe(false)
  })

  it('are nobody else’s', async () => {
    await save('revenue', 'select 1')
    const other = await addOrg()
    expect(await queries().all(other)).toEqual([])
    await save('revenue', 'select 3', other)
    expect(await queries().find(org, 'revenue')).toMatchObject({ sql: 'select 1' })
    await expect(
      save('revenue', 'select 4', org).then(() =>
        store().inOrgSql(other, (sql) => saveQuery(sql, org, { name: 'x', source: 'shop', sql: '', person: null })),
      ),
    ).rejects.toThrow()
  })

  describe('that bring figures again and again', () => {
    const kpis = () => createKpis(store(), { now: () => Date.UTC(2026, 10, 27) })

    async function pull(csv: string, query: string | undefined = 'takings'): Promise<string> {
      const file = { key: randomUUID(), name: 'figures', person: null, content: Buffer.from(`date,A\n${csv}`) }
      const { id } = await kpis().stage(org, query ? { ...file, query } : file)
      await store().inOrgSql(org, async (sql) => {
        await keepKpiImport(sql, id)
        await foldKpiPulls(sql, id)
      })
      return id
    }
    const imports = (csv: string) => pull(csv, '')
    const undo = (id: string) => store().inOrgSql(org, (sql) => moveKpiImport(sql, id, ['kept'], 'undone'))
    const all = () => store().inOrgSql(org, (sql) => listKpiImports(sql, 50))

    async function shown(): Promise<string[]> {
      const series = await kpis().series(org)
      const points = await kpis().points(
        org,
        series.map(({ id }) => id),
        '2000-01-01',
        '2100-01-01',
      )
      return series.flatMap(({ id }) => (points.get(id) ?? []).map(({ day, value }) => `${day.slice(8)}: ${value}`))
    }

    it('keep every day they ever spoke of, in two imports', async () => {
      for (let day = 1; day <= 9; day++)
        await pull(`2026-01-0${day},${day}\n2026-01-0${Math.min(day + 1, 9)},${day + 0.5}`)
      expect(await shown()).toEqual(['01: 1', '02: 2', '03: 3', '04: 4', '05: 5', '06: 6', '07: 7', '08: 8', '09: 9.5'])
      const [newest, former, ...others] = await all()
      expect(others).toEqual([])
      expect([newest?.figures, former?.figures]).toEqual([1, 9])
    })

    it('can be undone one step, as if it had never been', async () => {
      await pull('2026-01-01,1\n2026-01-02,2')
      await pull('2026-01-02,20\n2026-01-03,3')
      const before = await shown()
      const third = await pull('2026-01-01,100\n2026-01-04,4')
      expect(await shown()).toEqual(['01: 100', '02: 20', '03: 3', '04: 4'])
      await undo(third)
      expect(await shown()).toEqual(before)
      await pull('2026-01-04,40')
      expect(await shown()).toEqual([...before, '04: 40'])
      expect((await all()).map(({ state }) => state)).toEqual(['kept', 'undone', 'kept'])
    })

    it('stay behind what somebody brought in by hand since', async () => {
      await pull('2026-01-01,1\n2026-01-02,2')
      await imports('2026-01-01,1000')
      await pull('2026-01-05,5')
      await pull('2026-01-06,6')
      expect(await shown()).toEqual(['01: 1000', '02: 2', '05: 5', '06: 6'])
    })

    it('come back when what somebody brought in by hand is undone', async () => {
      await pull('2026-01-01,1')
      const byHand = await imports('2026-01-01,1000')
      for (const day of [2, 3, 4]) await pull(`2026-01-0${day},${day}`)
      expect(await shown()).toEqual(['01: 1000', '02: 2', '03: 3', '04: 4'])
      await undo(byHand)
      expect(await shown()).toEqual(['01: 1', '02: 2', '03: 3', '04: 4'])
    })

    it('show what they would if nothing had ever been folded, whatever is brought in and undone', async () => {
      const some = fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })
      const step = fc.record({ what: fc.constantFrom('pull', 'pull', 'pull', 'file', 'undo'), days: some })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
          org = await addOrg()
          const told: { id: string; isPull: boolean; days: Map<number, number>; counts: boolean }[] = []
          let mayUndo = false
          let value = 0
          for (const { what, days } of steps) {
            value++
            if (what === 'undo') {
              const last = told.findLast(({ counts, isPull }) => counts && (!isPull || mayUndo))
              if (!last) continue
              if (last.isPull) mayUndo = false
              last.counts = false
              await undo(last.id)
            } else {
              const csv = days.map((day) => `2026-01-0${day},${value}`).join('\n')
              const isPull = what === 'pull'
              const id = isPull ? await pull(csv) : await imports(csv)
              mayUndo ||= isPull
              told.push({ id, isPull, days: new Map(days.map((day) => [day, value])), counts: true })
            }
            const expected = [1, 2, 3, 4, 5].flatMap((day) => {
              const says = told.findLast(({ counts, days: of }) => counts && of.has(day))
              return says ? [`0${day}: ${says.days.get(day)}`] : []
            })
            expect(await shown()).toEqual(expected)
          }
          const files = told.filter(({ isPull }) => !isPull).length
          const kept = (await all()).filter(({ state }) => state === 'kept')
          expect(kept.length).toBeLessThanOrEqual(2 + 3 * files)
        }),
        { numRuns: 25 },
      )
    })

    it('pile up by nobody who asks at the same time', async () => {
      await Promise.all([1, 2, 3, 4, 5].map((day) => pull(`2026-01-0${day},${day}`)))
      await pull('2026-01-06,6')
      await pull('2026-01-07,7')
      expect(await shown()).toEqual(['01: 1', '02: 2', '03: 3', '04: 4', '05: 5', '06: 6', '07: 7'])
      expect(await all()).toHaveLength(2)
    })

    it('leave other queries and files alone', async () => {
      await pull('2026-01-01,1', 'others')
      for (const day of [2, 3, 4]) await pull(`2026-01-0${day},${day}`)
      await imports('2026-01-05,5')
      await imports('2026-01-06,6')
      expect(await shown()).toHaveLength(6)
      expect(await all()).toHaveLength(5)
    })
  })

  it('ask outside databases only where one organisation lives', async () => {
    const config = loadConfig({ SQL_SOURCES: 'shop=postgres://reader:x@127.0.0.1:1/shop' })
    const outside = openSqlSources(config, store())
    const join = (where: string) =>
      store().inOrgSql(where, async (sql) => {
        await sql(asPlatform)
        await insertWorkspace(sql, { key: `slack:${randomUUID()}`, platform: 'slack', org: where, name: 'Acme' })
      })
    const ask = () => outside.ask({ org, source: 'shop', sql: 'select 1' }, { signal })
    await expect(ask()).rejects.toThrow('Several organisations live here')
    await join(org)
    await join(org)
    await expect(ask()).rejects.toThrow('I cannot reach `shop` right now')
    await join(await addOrg())
    await expect(ask()).rejects.toThrow('Several organisations live here')
  })
})
