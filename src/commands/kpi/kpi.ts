// How the company stands, in a few words: `kpi mtd`, `kpi last 30d revenue`.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { splitPeriod } from '../../domain/period.ts'
import type { AnyTool } from '../../domain/tool.ts'

const typed = z.object({
  what: z
    .string()
    .default('')
    .describe('a period such as mtd, qtd, ytd, last 30d or 2026-Q1, and a KPI, unit or owner'),
})

/** `tool` is get_company_kpis. */
export function kpi(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'kpi',
    summary: 'Shows how the company stands: values, changes, targets and trends',
    group: 'Figures',
    usage: '[mtd|qtd|ytd|last 30d] [name]',
    examples: ['kpi', 'kpi mtd', 'kpi ytd revenue', 'kpi last 30d', 'kpi 2026-Q1 €'],
    args: { rest: 'what', schema: typed.transform(({ what }) => asked(what)) },
    tool,
  })
}

function asked(what: string): { period: string; kpi: string } {
  const { said, rest } = splitPeriod(what)
  return { period: said || 'mtd', kpi: rest }
}
