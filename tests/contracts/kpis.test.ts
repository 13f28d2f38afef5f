// Figures over the store: nothing shows before it is kept, what is kept last counts, and what is undone never was.
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDashboards } from '../../src/dashboards/create-dashboards.ts'
import { describeBoard } from '../../src/domain/board.ts'
import { formatFigure } from '../../src/domain/format-figure.ts'
import { createKpis } from '../../src/kpi/create-kpis.ts'
import { writeSample } from '../../src/kpi/write-sample.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import {
  addKpiPoints,
  beginKpiImport,
  dropKpiImport,
  finishKpiImport,
  keepKpiImport,
  listKpiImports,
  moveKpiImport,
} from '../../src/store/kpi/kpi-import-rows.ts'
import { type SeriesTraits, saveKpiSeries } from '../../src/store/kpi/kpi-rows.ts'
import { saveSetting } from '../../src/store/setting-rows.ts'
import { loadDashboard } from '../../src/tools/load-dashboard.ts'
import { describeOnEveryStore } from '../support/on-every-store.ts'

describeOnEveryStore('the figures of an org', ({ store }) => {
  let org = ''
  const now = Date.UTC(2026, 10, 27, 23, 30)
  const kpis = () => createKpis(store(), { now: () => now })
  const stage = (csv: string, key: string = randomUUID()) =>
    kpis().stage(org, { key, name: 'figures.csv', person: null, content: Buffer.from(csv) })
  const keepNow = (id: string) => store().inOrgSql(org, (sql) => keepKpiImport(sql, id))
  const undo = (id: string) => store().inOrgSql(org, (sql) => moveKpiImport(sql, id, ['kept'], 'undone'))
  const keep = async (csv: string) => {
    const { id } = await stage(csv)
    await keepNow(id)
    return id
  }
  const define = (traits: Omit<SeriesTraits, 'isDefined'>) =>
    store().inOrgSql(org, (sql) => saveKpiSeries(sql, org, { ...traits, isDefined: true }))
  const imports = () => store().inOrgSql(org, (sql) => listKpiImports(sql, 10))
  const seriesOf = async (name: string) => (await kpis().series(org)).find((one) => one.name === name)

  const dayAt = (i: number) => new Date(Date.UTC(2010, 0, 1 + i)).toISOString().slice(0, 10)

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
    await keepNow(id)
    expect(await shown()).toEqual(['A 2026-01-01 1'])
  })

  it('count as they were kept last, and again as before once that is undone', async () => {
    await keep('date,A\n2026-01-01,1\n2026-01-02,2\n')
    const second = await keep('date,a\n2026-01-02,20\n2026-01-03,30\n')
    expect(await shown()).toEqual(['A 2026-01-01 1', 'A 2026-01-02 20', 'A 2026-01-03 30'])
    await undo(second)
    expect(await shown()).toEqual(['A 2026-01-01 1', 'A 2026-01-02 2'])
    await keepNow(second)
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
    const tries = await Promise.all(Array.from({ length: 20 }, () => keepNow(id)))
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

  it('cannot be kept or discarded before they were read to the end', async () => {
    const id = randomUUID()
    await store().inOrgSql(org, async (sql) => {
      await beginKpiImport(sql, org, { id, name: 'slow.csv', person: null })
      const series = await saveKpiSeries(sql, org, { name: 'A' })
      await addKpiPoints(sql, org, id, [{ series, day: '2026-01-01', value: 1 }])
    })
    expect(await keepNow(id)).toBe(false)
    expect(await store().inOrgSql(org, (sql) => dropKpiImport(sql, id))).toBe(false)
    expect(await shown()).toEqual([])
    await store().inOrgSql(org, (sql) => finishKpiImport(sql, id, new Map()))
    expect(await keepNow(id)).toBe(true)
    expect(await shown()).toEqual(['A 2026-01-01 1'])
  })

  it('come in once: what was kept is not begun anew', async () => {
    await keepNow((await stage('date,A\n2026-01-01,1\n', 'one call')).id)
    await expect(stage('date,A\n2026-01-01,2\n', 'one call')).rejects.toThrow('came in already')
  })

  it('are whole when several people bring them at once, while others discard theirs', async () => {
    const file = (from: number) =>
      ['date,kpi,value', ...Array.from({ length: 3_000 }, (_, i) => `${dayAt(i % 1_000)},K${i % 3},${from + i}`)].join(
        '\n',
      )
    const staged = await Promise.all([0, 1, 2, 3].map((each) => stage(file(each * 10_000))))
    await Promise.all([
      ...staged.slice(0, 2).map(({ id }) => keepNow(id)),
      ...staged.slice(2).map(({ id }) => store().inOrgSql(org, (sql) => dropKpiImport(sql, id))),
    ])
    const counts = (await imports()).map(({ state, figures }) => [state, figures])
    expect(counts).toEqual([
      ['kept', 3_000],
      ['kept', 3_000],
    ])
    expect(await shown()).toHaveLength(3_000)
  })

  it('change nothing of a KPI before they are kept, nor the unit it has', async () => {
    await define({ name: 'Revenue', unit: '€' })
    const { id, otherUnits } = await stage('date,Revenue ($),Cost ($)\n2026-01-01,3,4\n')
    expect(otherUnits).toEqual([{ name: 'Revenue', here: '€', inFile: '$' }])
    expect(await kpis().series(org)).toMatchObject([{ name: 'Revenue', unit: '€' }])
    await keepNow(id)
    expect(await kpis().series(org)).toMatchObject([
      { name: 'Cost', unit: '$' },
      { name: 'Revenue', unit: '€' },
    ])
  })

  it('are of no more KPIs than anybody looks at', async () => {
    const named = (from: number, count: number) => Array.from({ length: count }, (_, i) => `K${from + i}`)
    const file = (names: string[]) => `date,${names.join(',')}\n2026-01-01,${names.map(() => '1').join(',')}\n`
    await keep(file(named(0, 150)))
    await expect(stage(file(named(100, 101)))).rejects.toThrow('With these there would be 201 KPIs')
    await keep(file(named(100, 100)))
    expect(await kpis().series(org)).toHaveLength(200)
  })

  describe('of a sample', () => {
    const sample = () => store().inOrgSql(org, (sql) => writeSample(sql, org, null, '2026-11-27'))

    it('are marked, each of them', async () => {
      await sample()
      const all = await kpis().series(org)
      expect(all.length).toBeGreaterThan(10)
      expect(all.every(({ isSample }) => isSample)).toBe(true)
    })

    it('stay marked while real ones of that name wait', async () => {
      await sample()
      await stage('date,Revenue ($)\n2026-01-01,3\n')
      expect(await seriesOf('Revenue')).toMatchObject({ isSample: true, unit: '€', target: 430_000 })
    })

    it('make room for real ones, and leave no target or owner that nobody set', async () => {
      await sample()
      await keep('date,Revenue ($),Churn\n2026-01-01,3,4\n')
      expect(await kpis().series(org)).toMatchObject([
        { name: 'Churn', isSample: false, unit: '', target: null, owner: '', direction: 'down', aggregate: 'average' },
        { name: 'Revenue', isSample: false, unit: '$', target: null, owner: '' },
      ])
      expect(await shown()).toEqual(['Churn 2026-01-01 4', 'Revenue 2026-01-01 3'])
      expect((await imports()).map(({ isSample, state }) => [isSample, state])).toEqual(
        expect.arrayContaining([
          [true, 'undone'],
          [false, 'kept'],
        ]),
      )
    })

    it('are marked also where real ones of that name were taken back', async () => {
      await undo(await keep('date,Revenue\n2026-01-01,3\n'))
      await sample()
      expect(await seriesOf('Revenue')).toMatchObject({ isSample: true })
    })
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
    expect(shown).toContain(`Revenue (sample): ${await inSql('sum(value)', 'Revenue')},`)
    expect(shown).toContain(`Costs (sample): ${await inSql('sum(value)', 'Costs')},`)
    expect(shown).toContain(`Gross margin (sample): ${await inSql('avg(value)', 'Gross margin')},`)
    expect(shown).toContain(`Cash (sample): ${await inSql('(array_agg(value order by day desc))[1]', 'Cash')},`)
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
    await keepNow(staged.id)
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
