// What a picture shows, as the code that drew it says: a chart or a table where it holds up as one, and nothing otherwise.
import { z } from 'zod'
import { chartSpec } from '../domain/chart.ts'
import type { SandboxArtifact } from '../ports/sandbox.ts'

const cell = z.string().max(100)
const columns = ['', 'low', 'quarter', 'median', 'three quarters', 'high']
const boxes = z.object({
  kind: z.literal('box'),
  rows: z.array(z.array(cell).length(columns.length)).min(1).max(50),
})

export function readFigure(figure: unknown): Pick<SandboxArtifact, 'chart' | 'table'> {
  const box = boxes.safeParse(figure)
  if (box.success) {
    const { rows } = box.data
    return { table: { columns, rows, totalRows: rows.length, totalColumns: columns.length } }
  }
  const chart = chartSpec.safeParse(figure)
  return chart.success ? { chart: chart.data } : {}
}
