// A dashboard in the thread: `dashboard finance ytd`.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { splitPeriod } from '../../domain/period.ts'
import type { AnyTool } from '../../domain/tool.ts'

const typed = z.object({
  what: z.string().default('').describe('which one, and a period such as mtd or last 30d'),
  dark: z.boolean().optional().describe('on a dark ground'),
  widget: z.int().min(1).optional().describe('one of its widgets alone, by its number from the top'),
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

/** People put what they name with dashes last as well. */
function asked({ what, dark, widget }: z.output<typeof typed>) {
  const number = /\s--widget[ =](\d{1,3})(?=\s|$)/.exec(` ${what}`)?.[1]
  const isDark = /\s--dark(?=\s|$)/.test(` ${what}`)
  const bare = ` ${what}`.replace(/\s--widget[ =]\d{1,3}(?=\s|$)/, '').replace(/\s--dark(?=\s|$)/, '')
  const { said, rest } = splitPeriod(bare)
  const alone = number ? Number(number) : widget
  return {
    ...(rest ? { name: rest } : {}),
    period: said,
    theme: dark || isDark ? ('dark' as const) : ('light' as const),
    ...(alone === undefined ? {} : { widget: alone }),
  }
}
