// Figures from a file.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import type { AnyTool } from '../../domain/tool.ts'

const csv = z.string().default('').describe('the lines of a CSV file; nothing when one is attached')

/** `tool` is import_kpis. */
export function kpiImport(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'import',
    under: 'kpi',
    summary: 'Reads figures from a CSV file and shows them before they are kept',
    examples: ['kpi import', 'kpi import date,Revenue (€)\n2026-01-01,1200\n2026-01-02,1350'],
    readsQuoted: true,
    args: { rest: 'csv', schema: z.object({ csv }) },
    tool,
  })
}
