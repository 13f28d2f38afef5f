// Figures over the store: nothing shows before it is kept, what is kept last counts, and what is undone never was.
import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { createDashboards } from '../../src/dashboards/create-dashboards.ts'
import { describeBoard } from '../../src/domain/board.ts'
import { formatFigure } from '../../src/domain/format-figure.ts'
import { createKpis } from '../../src/kpi/create-kpis.ts'
import { writeSample } from '../../src/kpi/write-sample.ts'
import { dropKpiImport, listKpiImports, moveKpiImport, saveKpiSeries } from '../../src/store/kpi-rows.ts'
import { insertOrg } from '../../src/store/member-rows.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { loadDashboard } from '../../src/tools/load-dashboard.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('the figures of an org', ({ store }) => {
  let org = ''
  const now = Date.UTC(2026, 10, 27, 23, 30)
  const kpis = () => createKpis(store(), { now: () => now })
  const stage = (csv: string, key: string = randomUUID()) =>
    kpis().stage(org, { key, name: 'figures.csv', person: null, content: Buffer.from(csv) })
  const move = (id: string, from: 'staged' | 'kept' | 'undone', to: 'kept' | 'undone') =>
    store().inOrgSql(org, (sql) => moveKpiImport(sql, id, [from], to))
  const keep = async (csv: string) => {
    const { id } = await stage(csv)
    await move(id, 'staged', 'kept')
    return id
  }

  async function shown(where = org): Promise<string[]> {
    const series = await kpis().series(where)
    const points = await kpis().points(
      where,
      series.map(({ id }) => id),
      '2000-01-01',
      '2100-01-01',
    )
    return series.flatMap(({ id, name }) => (points.get(id) ?? []).map(({ day, value }) => `${name} ${day} ${value}`))
  }

  beforeEach(async () => {
    org = randomUUID()
    await store().inOrgSql(org, (sql) => insertOrg(sql, { id: org, name: 'Acme', isSample: false }))
  })

  it('show nothing of what is not kept', async () => {
    const { id } = await stage('date,A\n2026-01-01,1\n')
    expect(await shown()).toEqual([])
    expect(await kpis().series(org)).toEqual([])
    await move(id, 'staged', 'kept')
    expect(await shown()).toEqual(['A 2026-01-01 1'])
  })

  it('count as they were kept last, and again as before once that is undone', async () => {
    await keep('date,A\n2026-01-01,1\n2026-01-02,2\n')
    const second = await keep('date,a\n2026-01-02,20\n2026-01-03,30\n')
    expect(await shown()).toEqual(['A 2026-01-01 1', 'A 2026-01-02 20', 'A 2026-01-03 30'])
    await move(second, 'kept', 'undone')
    expect(await shown()).toEqual(['A 2026-01-01 1', 'A 2026-01-02 2'])
    await move(second, 'undone', 'kept')
    expect(await shown()).toEqual(['A 2026-01-01 1', 'A 2026-01-02 20', 'A 2026-01-03 30'])
  })

  it('are begun anew under the same id when a try was interrupted, and doubled by nothing', async () => {
    const csv = 'date,A\n2026-01-01,1\n2026-01-02,2\n'
    const first = await stage(csv, 'one call')
    const again = await stage(csv, 'one call')
    expect(again.id).toBe(first.id)
    const [only, ...others] = await store().inOrgSql(org, (sql) => listKpiImports(sql, 10))
    expect([only?.figures, others.length]).toEqual([2, 0])
  })

  it('are kept, undone and discarded once, however many say so at the same time', async () => {
    const { id } = await stage('date,A\n2026-01-01,1\n')
    const tries = await Promise.all(Array.from({ length: 20 }, () => move(id, 'staged', 'kept')))
    expect(tries.filter(Boolean)).toHaveLength(1)
    expect(await store().inOrgSql(org, (sql) => dropKpiImport(sql, id))).toBe(false)
    expect(await shown()).toHaveLength(1)
  })

  it('leave nothing when they are discarded, but what was defined', async () => {
    await store().inOrgSql(org, (sql) => saveKpiSeries(sql, org, { name: 'B', target: 5, isDefined: true }))
    const { id } = await stage('date,A,B\n2026-01-01,1,2\n')
    expect(await store().inOrgSql(org, (sql) => dropKpiImport(sql, id))).toBe(true)
    const left = await store().inOrgSql(org, (sql) => sql<{ name: string }>('select name from kpi_series'))
    expect(left.map(({ name }) => name)).toEqual(['B'])
  })

  it('keep what was said of a KPI when figures come in that say nothing of it', async () => {
    const traits = {
      name: 'Churn',
      unit: '%',
      direction: 'down',
      aggregate: 'average',
      owner: 'Success',
      target: 2,
    } as const
    await store().inOrgSql(org, (sql) => saveKpiSeries(sql, org, { ...traits, isDefined: true }))
    await keep('date,churn\n2026-01-01,3\n')
    expect(await kpis().series(org)).toMatchObject([traits])
    await store().inOrgSql(org, (sql) => saveKpiSeries(sql, org, { name: 'Churn', target: null, isDefined: true }))
    expect(await kpis().series(org)).toMatchObject([{ ...traits, target: null }])
  })

  it('of another org are nobody’s', async () => {
    await keep('date,A\n2026-01-01,1\n')
    const other = randomUUID()
    await store().inOrgSql(other, (sql) => insertOrg(sql, { id: other, name: 'Other', isSample: false }))
    expect(await shown(other)).toEqual([])
    const [series] = await kpis().series(org)
    expect(await kpis().points(other, [series?.id ?? ''], '2000-01-01', '2100-01-01')).toEqual(new Map())
  })

  it('begin their day where the org is', async () => {
    expect(await kpis().today(org)).toBe('2026-11-27')
    await store().inOrgSql(org, (sql) => saveSetting(sql, org, 'time_zone', 'Asia/Tokyo'))
    expect(await kpis().today(org)).toBe('2026-11-28')
  })

  it('of a sample are marked, until real ones of that name come in', async () => {
    await store().inOrgSql(org, (sql) => writeSample(sql, org, null, '2026-11-27'))
    const sample = await kpis().series(org)
    expect(sample.length).toBeGreaterThan(10)
    expect(sample.every(({ isSample }) => isSample)).toBe(true)
    await keep('date,Revenue\n2026-01-01,3\n')
    expect((await kpis().series(org)).find(({ name }) => name === 'Revenue')?.isSample).toBe(false)
  })

  it('stand on a dashboard as the database adds them up itself', async () => {
    await store().inOrgSql(org, (sql) => writeSample(sql, org, null, '2026-11-27'))
    const renderer = { drawBoard: async () => Buffer.from('') }
    const tool = loadDashboard({ dashboards: createDashboards(store()), kpis: kpis(), renderer })
    const call = {
      input: { name: 'finance', period: 'ytd', theme: 'light' },
      caller: { org },
      signal: new AbortController().signal,
    }
    const shown = describeBoard((await tool.run(call as never)).board)
    const inSql = async (sum: string, name: string) => {
      const [row] = await store().inOrgSql(org, (sql) =>
        sql<{ value: number }>(
          `select ${sum} as value from kpi_point p join kpi_series s on s.id = p.series_id
           where s.name = $1 and p.day between '2026-01-01' and '2026-11-26'`,
          [name],
        ),
      )
      return formatFigure(Number(row?.value), { unit: name === 'Gross margin' ? '%' : '€' })
    }
    expect(shown).toContain(`Revenue: ${await inSql('sum(value)', 'Revenue')},`)
    expect(shown).toContain(`Costs: ${await inSql('sum(value)', 'Costs')},`)
    expect(shown).toContain(`Gross margin: ${await inSql('avg(value)', 'Gross margin')},`)
    expect(shown).toContain(`Cash: ${await inSql('(array_agg(value order by day desc))[1]', 'Cash')},`)
  })

  it('come in by the hundred thousand in short batches, while others get their turn', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => {
      const day = new Date(Date.UTC(2000, 0, 1 + (i % 9_000))).toISOString().slice(0, 10)
      return `${day},K${Math.floor(i / 9_000)},${i}`
    })
    const told: number[] = []
    let turns = 0
    let isDone = false
    const others = (async () => {
      for (; !isDone; turns++) await store().sql('select 1')
    })()
    const content = Buffer.from(['date,kpi,value', ...lines].join('\n'))
    const staged = await kpis().stage(org, {
      ...{ key: randomUUID(), name: 'big.csv', person: null, content },
      onStaged: (count) => void told.push(count),
    })
    isDone = true
    await others
    expect(staged.figures).toBe(100_000)
    expect(told).toHaveLength(50)
    expect(turns).toBeGreaterThan(50)
    await move(staged.id, 'staged', 'kept')
    const series = await kpis().series(org)
    const points = await kpis().points(
      org,
      series.map(({ id }) => id),
      '2000-01-01',
      '2100-01-01',
    )
    expect([...points.values()].reduce((sum, each) => sum + each.length, 0)).toBe(100_000)
  })
})
