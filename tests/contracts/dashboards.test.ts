// Every figure of every dashboard is what SQL says, written from what the documents promise and not from the code.
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { createDashboards, saveDashboard } from '../../src/dashboards/create-dashboards.ts'
import type { Board } from '../../src/domain/board.ts'
import { showValue } from '../../src/domain/show-kpi.ts'
import { createKpis } from '../../src/kpi/create-kpis.ts'
import { writeSample } from '../../src/kpi/write-sample.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { layOutFor, loadDashboard } from '../../src/tools/load-dashboard.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

/** Each KPI from the first day of the month, quarter or year up to today, as it adds up. */
const bySql = `
  with newest as (
    select distinct on (p.series_id, p.day) p.series_id, p.day, p.value from kpi_point p
    join kpi_import i on i.id = p.import_id and i.state = 'kept' order by p.series_id, p.day, i.kept_at desc)
  select s.name, s.unit, case s.aggregate when 'sum' then sum(n.value) when 'average' then avg(n.value)
    else (array_agg(n.value order by n.day desc))[1] end as value
  from kpi_series s join newest n on n.series_id = s.id
  where n.day between date_trunc($1, $2::date)::date and $2::date group by s.id`

/** Each line of it that says what a KPI comes to. */
function figuresOn(board: Board): [name: string, shown: string][] {
  return board.blocks.flatMap((block): [string, string][] => {
    if (block.kind === 'tiles') return block.tiles.map(({ label, value }) => [label, value])
    if (block.kind === 'status') return block.lights.map(({ label, note }) => [label, note.split(', ')[0] ?? ''])
    return block.kind === 'table' ? block.rows.map(([name = '', value = '']) => [name, value]) : []
  })
}

describeOnEveryStore('the dashboards', ({ store }) => {
  const today = '2026-11-27'
  const org = randomUUID()
  const kpis = () => createKpis(store(), { now: () => Date.UTC(2026, 10, 27, 12) })

  beforeAll(() =>
    store().inOrgSql(org, async (sql) => {
      await insertOrg(sql, { id: org, name: 'Acme', isSample: true })
      await writeSample(sql, org, null, today)
    }),
  )

  it.each([
    ['mtd', 'month'],
    ['qtd', 'quarter'],
    ['ytd', 'year'],
  ])('show in %s what SQL says', async (period, unit) => {
    type Row = { name: string; unit: string; value: number }
    const rows = await store().inOrgSql(org, (sql) => sql<Row>(bySql, [unit, today]))
    const said = new Map(rows.map((row) => [row.name, showValue(Number(row.value), row)]))
    const all = await createDashboards(store()).all(org)
    for (const { spec } of all) {
      const figures = figuresOn(await layOutFor(kpis(), org, spec, period, 'light'))
      expect(figures.length).toBeGreaterThan(4)
      for (const [name, shown] of figures)
        expect([name, shown]).toEqual([name, said.get(name.replace(' (sample)', ''))])
    }
    expect(all).toHaveLength(4)
  })

  it('that can no longer be read is told so when it is asked for, and takes no other with it', async () => {
    const other = randomUUID()
    await store().inOrgSql(other, async (sql) => {
      await insertOrg(sql, { id: other, name: 'Other', isSample: false })
      await saveDashboard(sql, other, 'old', 'name: old\ntitle: Old\nwidgets: [{dial: Revenue}]')
    })
    const dashboards = createDashboards(store())
    const all = await dashboards.all(other)
    expect(all.map(({ spec }) => spec.name)).toEqual(['company-health', 'finance', 'old', 'operations', 'sales-funnel'])
    const tool = loadDashboard({ dashboards, kpis: kpis(), renderer: { drawBoard: async () => Buffer.from('') } })
    const call = { input: { name: 'old', period: '', theme: 'light' }, caller: { org: other } }
    await expect(tool.run(call as never)).rejects.toThrow(/is no widget/)
  })

  it('draw funnels and gauges of the same figures', async () => {
    const rows = await store().inOrgSql(org, (sql) => sql<{ name: string; value: number }>(bySql, ['year', today]))
    const said = (name: string) => Number(rows.find((row) => row.name === name)?.value)
    const chartsOn = async (name: string) => {
      const found = (await createDashboards(store()).all(org)).find(({ spec }) => spec.name === name)
      if (!found) throw new Error(`there is no ${name}`)
      const { blocks } = await layOutFor(kpis(), org, found.spec, 'ytd', 'dark')
      return blocks.flatMap((block) => (block.kind === 'chart' ? [block.spec] : []))
    }
    const funnel = (await chartsOn('sales-funnel')).find(({ kind }) => kind === 'funnel')
    const steps = ['Visitors', 'Leads', 'Opportunities', 'Deals won']
    expect(funnel).toMatchObject({ labels: steps, series: [{ values: steps.map(said) }] })
    const gauge = (await chartsOn('finance')).find(({ kind }) => kind === 'gauge')
    expect(gauge && 'value' in gauge && gauge.value).toBeCloseTo(said('Gross margin'), 9)
  })
})
