// A chart of what somebody types or pastes.
import { z } from 'zod'
import { parseArguments } from '../../domain/arguments.ts'
import { chartKinds } from '../../domain/chart.ts'
import { type CommandDeclaration, defineCommand } from '../../domain/command.ts'
import { BellhopError, toBellhopError } from '../../domain/errors.ts'
import type { AnyTool } from '../../domain/tool.ts'
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
})

const typed = z.object({
  kind: z.enum(chartKinds).describe('how it is drawn'),
  data: z.string().describe('figures such as Jan=10 Feb=12, or a pasted table'),
  ...flags.shape,
})

/** What cannot be read is said below the field it was typed into. */
const schema = typed.transform((given, context) => {
  try {
    return readChart(given, readFlags)
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
    summary: 'Draws a chart of figures you type or paste',
    group: 'Figures',
    usage: '<kind> <label=value…> [--title <text>]',
    examples: [
      'chart bar Jan=10 Feb=12',
      'chart line Lift: Mon=18 Tue=31 Stairs: Mon=7 Tue=12 --title "Guests by day"',
      'chart pie "New York"=40% Paris=35% Tokyo=25%',
      'chart gauge 72 --target 80 --unit %',
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
