// A chart of what somebody types or pastes.
import { z } from 'zod'
import { parseArguments } from '../../domain/arguments.ts'
import { type ChartKind, type ChartSpec, chartKinds } from '../../domain/chart.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError, toBellhopError } from '../../domain/errors.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { asksForKpis } from './asks-for-kpis.ts'
import { asksForQuery } from './asks-for-query.ts'
import { type ChartFlags, readChart } from './read-chart.ts'

const flags = z.object({
  title: z.string().optional().describe('stands above the chart'),
  subtitle: z.string().optional().describe('stands below the title'),
  unit: z.string().optional().describe('such as €, % or ms'),
  decimals: z.number().optional().describe('digits after the point'),
  x: z.string().optional().describe('names the axis below'),
  y: z.string().optional().describe('names the axis beside'),
  target: z.number().optional().describe('drawn as a line to reach'),
  min: z.number().optional().describe('where a gauge begins'),
  max: z.number().optional().describe('where a gauge ends'),
  stacked: z.boolean().optional().describe('puts the series on top of each other'),
  horizontal: z.boolean().optional().describe('lays the bars down'),
  dark: z.boolean().optional().describe('on a dark ground'),
  note: z.array(z.string()).optional().describe('a remark at a label, such as Mar=Launch'),
  good: z.number().optional().describe('a green line; on a gauge green from there on'),
  warn: z.number().optional().describe('the same in yellow'),
  bad: z.number().optional().describe('the same in red'),
  svg: z.boolean().optional().describe('as an SVG file as well'),
})

const typed = z.object({
  kind: z.enum(chartKinds).describe('how it is drawn'),
  data: z
    .string()
    .default('')
    .describe(
      'figures such as Jan=10 Feb=12, a pasted table, KPIs with a period, query and its name; nothing when a CSV file is attached',
    ),
  ...flags.shape,
})

/** What cannot be read is said below the field it was typed into. */
const schema = typed.transform((given, context) => {
  try {
    const { kind, data, ...look } = given
    if (data.trim() === '') return { from: 'file' as const, kind, look }
    const query = asksForQuery(data)
    if (query) return { from: 'query' as const, kind, what: query.name, look: { ...look, ...readFlags(query.flags) } }
    const asked = asksForKpis(data)
    if (!asked) return readChart(given, readFlags)
    const { what, period, flags: behind } = asked
    return { from: 'kpis' as const, kind, what, ...(period ? { period } : {}), look: { ...look, ...readFlags(behind) } }
  } catch (thrown) {
    const error = toBellhopError(thrown)
    if (error.code !== 'invalid') throw error
    context.addIssue({
      code: 'custom',
      message: error.message.replace(/^I cannot draw that: |\.$/g, ''),
      path: ['data'],
    })
    return z.NEVER
  }
})

export function chart(tool: AnyTool): CommandDeclaration {
  return defineCommand({
    name: 'chart',
    readsQuoted: true,
    summary: 'Draws a chart of figures you type, paste or attach, or of KPIs',
    group: 'Figures',
    usage: '<kind> <label=value…> [--title <text>]',
    examples: [
      'chart bar Jan=10 Feb=12',
      'chart line Lift: Mon=18 Tue=31 Stairs: Mon=7 Tue=12 --title "Guests by day"',
      'chart pie "New York"=40% Paris=35% Tokyo=25%',
      'chart gauge 72 --target 80 --unit %',
      'chart line revenue last 6 months',
      'chart bar query revenue',
      'chart bar Jan=10 Feb=12 Mar=19 --note "Mar=Launch" --good 15 --svg',
    ],
    args: { positional: ['kind'], rest: 'data', schema },
    form: {
      title: 'Draw a chart',
      submit: 'Draw',
      fields: [
        { name: 'kind', label: 'What kind', kind: 'choice', initial: 'bar', choices: kindChoices() },
        { name: 'data', label: 'Figures, such as Jan=10 Feb=12, or a table', kind: 'long' },
        { name: 'title', label: 'Title', kind: 'text', optional: true },
        { name: 'unit', label: 'Unit, such as €', kind: 'text', optional: true },
      ],
    },
    tool,
  })
}

/** Flags that stand behind the figures. */
function readFlags(text: string): ChartFlags {
  try {
    return text ? flags.parse(parseArguments(text, { schema: flags }).values) : {}
  } catch (thrown) {
    const error = toBellhopError(thrown)
    throw new BellhopError(error.code, error.message.charAt(0).toLowerCase() + error.message.slice(1))
  }
}

function kindChoices(): { label: string; value: string }[] {
  return chartKinds.map((kind) => ({ label: kind.charAt(0).toUpperCase() + kind.slice(1), value: kind }))
}

/** Figures that stand in a text, with what was asked for by name. */
export function readChartText(typed: { kind: ChartKind; data: string } & Record<string, unknown>): ChartSpec {
  const { kind, data, hasHead } = typed
  return readChart({ ...flags.parse(typed), kind, data, hasHead: hasHead === true }, readFlags)
}
