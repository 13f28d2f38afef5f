// From asking for a dashboard to holding its picture, over the embedded store: each of the four, one after the other, one at a time.
import { randomUUID } from 'node:crypto'
import { createChartRenderer } from '../../src/charts/create-chart-renderer.ts'
import { createDashboards } from '../../src/dashboards/create-dashboards.ts'
import { createKpis } from '../../src/kpi/create-kpis.ts'
import { writeSample } from '../../src/kpi/write-sample.ts'
import { systemClock } from '../../src/ports/system-clock.ts'
import { insertOrg } from '../../src/store/identity/member-rows.ts'
import { openStore } from '../../src/store/open-store.ts'
import { layOutFor } from '../../src/tools/load-dashboard.ts'

const rounds = 25

export async function measureDashboards() {
  const store = await openStore({ memory: true })
  const renderer = createChartRenderer()
  const kpis = createKpis(store, systemClock)
  const dashboards = createDashboards(store)
  const org = randomUUID()
  const today = new Date().toISOString().slice(0, 10)
  await store.inOrgSql(org, async (sql) => {
    await insertOrg(sql, { id: org, name: 'Sample', isSample: true })
    await writeSample(sql, org, null, today)
  })
  const times = new Map<string, number[]>()
  const drawAll = async (theme: 'light' | 'dark') => {
    for (const { spec } of await dashboards.all(org)) {
      const asked = performance.now()
      const board = await layOutFor(kpis, org, spec, spec.period, theme)
      await renderer.drawBoard(board)
      times.set(spec.name, [...(times.get(spec.name) ?? []), performance.now() - asked])
    }
  }
  await drawAll('light')
  // The first starts the thread that draws.
  const firstMs = Math.round(times.values().next().value?.[0] ?? 0)
  times.clear()
  for (let round = 0; round < rounds; round++) await drawAll(round % 2 === 0 ? 'light' : 'dark')
  await renderer.close()
  await store.close()
  const each = Object.fromEntries([...times].map(([name, taken]) => [name, spread(taken)]))
  return { firstMs, all: spread([...times.values()].flat()), each }
}

function spread(taken: number[]) {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  return { p50Ms: at(0.5), p95Ms: at(0.95), count: sorted.length }
}
