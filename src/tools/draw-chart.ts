// Draws a chart from figures that are given to it; it makes up none.
import { z } from 'zod'
import { asKind, type ChartSpec, chartSpec, isPlotted, type PlottedKind } from '../domain/chart.ts'
import { BellhopError } from '../domain/errors.ts'
import type { Button, Reply, ReplyPart } from '../domain/reply.ts'
import { defineTool, type Tool } from '../domain/tool.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import { toChartLine } from './to-chart-line.ts'

const drawn = z.object({ spec: chartSpec, png: z.base64().optional(), trouble: z.string().optional() })

export type DrawnChart = z.output<typeof drawn>

export function drawChartTool(renderer: Pick<ChartRenderer, 'draw'>): Tool<ChartSpec, DrawnChart> {
  return defineTool<ChartSpec, DrawnChart>({
    name: 'draw_chart',
    description:
      'Draws a chart of given figures: bars, lines, areas, pies, gauges, funnels, scatter, radar, heat map or timeline',
    input: chartSpec,
    output: drawn,
    effect: 'read',
    repeat: 'safe',
    permission: 'viewer',
    right: 'chart:draw',
    limit: { perMinute: 30 },
    async run({ input, signal }) {
      try {
        return { spec: input, png: (await renderer.draw(input, signal)).toString('base64') }
      } catch (error) {
        signal.throwIfAborted()
        // The words of a chart say the same: better than nothing, and better than another try that takes as long.
        if (error instanceof BellhopError) return { spec: input, trouble: error.message }
        throw error
      }
    },
    present: presentChart,
  })
}

function presentChart({ spec, png, trouble }: DrawnChart): Reply {
  const parts: ReplyPart[] = [{ kind: 'chart', spec, ...(png ? { image: png } : {}) }]
  if (trouble) parts.push({ kind: 'text', text: `${trouble} These are its figures; ask again for the picture.` })
  const buttons = buttonsFor(spec)
  if (buttons.length > 0) parts.push({ kind: 'buttons', buttons })
  return { parts, audience: 'everyone' }
}

const offered: PlottedKind[] = ['bar', 'line', 'area', 'pie', 'radar']
const names: Partial<Record<PlottedKind, string>> = {
  bar: 'Bars',
  line: 'Line',
  area: 'Area',
  pie: 'Pie',
  radar: 'Radar',
}
/** What Slack takes as the value of a button. */
const longestLine = 2_000

function buttonsFor(spec: ChartSpec): Button[] {
  const others = isPlotted(spec)
    ? offered.flatMap((kind) => (kind === spec.kind ? [] : [{ label: names[kind] ?? kind, spec: asKind(spec, kind) }]))
    : []
  const dark = { label: spec.theme === 'dark' ? 'Light' : 'Dark', spec: turned(spec) }
  return [...others, dark].flatMap(({ label, spec: other }) => {
    const value = other && toChartLine(other)
    return value && value.length <= longestLine ? [{ label, action: 'run', value }] : []
  })
}

function turned(spec: ChartSpec): ChartSpec {
  return { ...spec, theme: spec.theme === 'dark' ? 'light' : 'dark' }
}
