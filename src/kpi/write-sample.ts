// Writes the sample company's figures, as one import that can be undone.
import { randomUUID } from 'node:crypto'
import type { Day } from '../domain/days.ts'
import { addKpiPoints, beginKpiImport, moveKpiImport } from '../store/kpi/kpi-import-rows.ts'
import { saveKpiSeries } from '../store/kpi/kpi-rows.ts'
import type { Sql } from '../store/sql.ts'
import { sampleFigures } from './sample-figures.ts'

export async function writeSample(sql: Sql, org: string, person: string | null, today: Day): Promise<void> {
  const id = randomUUID()
  await beginKpiImport(sql, org, { id, name: 'sample company', person, isSample: true })
  const all = sampleFigures(today)
  for (const { points, ...traits } of all) {
    const series = await saveKpiSeries(sql, org, { ...traits, isSample: true })
    await addKpiPoints(
      sql,
      org,
      id,
      points.map((point) => ({ series, ...point })),
    )
  }
  await moveKpiImport(sql, id, ['reading'], 'kept')
}
