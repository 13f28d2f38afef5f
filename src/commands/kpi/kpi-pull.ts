// Figures from a saved query, by hand or on a schedule.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { askedQuery } from '../../domain/saved-query.ts'
import type { AnyTool } from '../../domain/tool.ts'

/** `tool` is pull_kpis. */
export function kpiPull(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'pull',
    under: 'kpi',
    summary: 'Keeps what a saved query brings as KPIs, in the place of what it brought before',
    examples: ['kpi pull revenue', '/schedule daily 6:00: kpi pull revenue'],
    args: { rest: 'name', schema: z.object({ name: askedQuery.describe('which saved query') }) },
    tool,
  })
}
