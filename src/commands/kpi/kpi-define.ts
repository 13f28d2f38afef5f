// Says what a KPI is: its unit, where it ought to go, how days become a span, its target and who answers for it.
import { z } from 'zod'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { formatFigure } from '../../domain/format-figure.ts'
import { aggregates, directions, kpiName, mostSeries, sameKpi } from '../../domain/kpi.ts'
import { largestFigure, readFigure } from '../../domain/read-figure.ts'
import { whisper } from '../../domain/reply.ts'
import { type KpiOptions, orgOf } from './kpi-options.ts'

const schema = z.object({
  name: kpiName.describe('what it is called'),
  unit: z.string().trim().max(12).optional().describe('such as €, % or ms'),
  direction: z.enum(directions).optional().describe('where it ought to go'),
  aggregate: z.enum(aggregates).optional().describe('whether days add up, have a mean, or the last one counts'),
  target: z
    .string()
    .trim()
    .refine((text) => targetIn(text) !== undefined, 'is a number such as 400000 or 62.5, or none')
    .optional()
    .describe('what a month ought to bring where days add up, else the level to hold; or none'),
  owner: z.string().trim().max(60).optional().describe('who answers for it'),
})

export function kpiDefine(options: KpiOptions): CommandDeclaration {
  return defineCommand({
    name: 'define',
    under: 'kpi',
    summary: 'Says what a KPI is: unit, direction, target and owner',
    examples: [
      'kpi define --unit € --target 400000 --owner Finance Revenue',
      'kpi define --direction down --aggregate average --unit % Churn',
    ],
    permission: 'admin',
    right: 'kpi:write',
    effect: 'write',
    summarize: (input) => `say what the KPI ${schema.parse(input).name} is`,
    args: { rest: 'name', schema },
    async run(call) {
      const org = orgOf(call.caller)
      const { name, target, ...rest } = schema.parse(call.input)
      const known = await options.series(org)
      const former = known.find((one) => sameKpi(one.name, name))
      if (!former && known.length >= mostSeries)
        throw new BellhopError('limited', `There are ${mostSeries} KPIs already: remove one with \`/kpi remove\`.`)
      const aim = target === undefined ? {} : { target: targetIn(target) ?? null }
      const traits = { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)), ...aim }
      options.define(call, org, { name, ...traits })
      const said = { unit: '', direction: 'up', aggregate: 'sum', owner: '', target: null, ...former, ...traits }
      const lines = [
        `**${escapeMarkdown(name)}** ${former ? 'is now' : 'is known'}:`,
        `- ${waysOf[said.aggregate as keyof typeof waysOf]}, and ought to go ${said.direction}`,
        `- unit: ${said.unit ? escapeMarkdown(said.unit) : 'none'}; target: ${said.target === null ? 'none' : formatFigure(said.target)}; owner: ${said.owner ? escapeMarkdown(said.owner) : 'nobody'}`,
      ]
      return whisper(lines.join('\n'))
    },
  })
}

/** Null where there is to be none. */
function targetIn(text: string): number | null | undefined {
  if (/^none$/i.test(text.trim())) return null
  const value = readFigure(text)?.value
  return value !== undefined && Math.abs(value) <= largestFigure ? value : undefined
}

const waysOf = {
  sum: 'its days add up',
  average: 'a span is the mean of its days',
  last: 'the last day of a span counts',
}
