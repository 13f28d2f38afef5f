// A dashboard in the thread: `dashboard finance ytd`.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { splitPeriod } from '../../domain/period.ts'
import type { AnyTool } from '../../domain/tool.ts'

const typed = z.object({
  what: z.string().default('').describe('which one, and a period such as mtd or last 30d'),
  dark: z.boolean().optional().describe('on a dark ground'),
})

/** `tool` is load_dashboard. */
export function dashboard(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'dashboard',
    summary: 'Shows a dashboard of figures as one picture',
    group: 'Figures',
    usage: '[name] [mtd|qtd|ytd|last 30d] [--dark]',
    examples: ['dashboard', 'dashboard finance ytd', 'dashboard sales-funnel last 30d'],
    args: { rest: 'what', schema: typed.transform(asked) },
    tool,
  })
}

function asked({ what, dark }: z.output<typeof typed>) {
  const { rest } = splitPeriod(what)
  const said = what.trim().replace(/\s+/g, ' ')
  const period = said.startsWith(rest) ? said.slice(rest.length) : said.slice(0, said.length - rest.length)
  return {
    ...(rest ? { name: rest } : {}),
    period: period.trim(),
    theme: dark ? ('dark' as const) : ('light' as const),
  }
}
