// Who draws charts: we do, or a QuickChart server that was named, with us behind it.
import { createChartRenderer } from '../charts/create-chart-renderer.ts'
import type { Config } from '../domain/config.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import type { Log } from '../ports/log.ts'

export async function openCharts({ quickchart }: Config, log: Log): Promise<ChartRenderer> {
  const own = createChartRenderer()
  if (!quickchart) return own
  const { createQuickchartRenderer } = await import('../charts/create-quickchart-renderer.ts')
  return createQuickchartRenderer({ url: quickchart.url, own, log })
}
