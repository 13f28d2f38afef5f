// Draws a chart from figures that are given to it; it makes up none.

import { z } from 'zod'
import { hasPage, keptArtifact, openButton, troubleOf } from '../domain/artifact.ts'
import { asKind, type ChartSpec, chartSpec, isPlotted, type PlottedKind } from '../domain/chart.ts'
import { BellhopError } from '../domain/errors.ts'
import { escapeMarkdown } from '../domain/escape-markdown.ts'
import type { Button, Reply, ReplyPart } from '../domain/reply.ts'
import { defineTool, type Tool } from '../domain/tool.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import { askedChart, type ChartSource } from './chart-source.ts'
import { longestLine, toChartLine } from './to-chart-line.ts'

const drawn = z.object({
  spec: chartSpec,
  png: z.base64().optional(),
  svg: z.base64().optional(),
  trouble: z.string().optional(),
  kept: keptArtifact.optional(),
})
const given = z.union([chartSpec, askedChart])

type Given = z.output<typeof given>

export type DrawnChart = z.output<typeof drawn>

type Renderer = Pick<ChartRenderer, 'draw' | 'drawSvg'>

/** Without a source only figures that are given with it are drawn. */
export function drawChartTool(renderer: Renderer, source: ChartSource = noSource): Tool<Given, DrawnChart> {
  return defineTool<Given, DrawnChart>({
    name: 'draw_chart',
    description:
      'Draws a chart of given figures, of KPIs, of a saved query or of a file: bars, lines, areas, pies, gauges, funnels, scatter, radar, heat map or timeline',
    input: given,
    output: drawn,
    effect: 'read',
    repeat: 'safe',
    permission: 'viewer',
    right: 'chart:draw',
    limit: { perMinute: 30 },
    async run(call) {
      const { input, signal } = call
      const spec = 'from' in input ? await source(input, call) : input
      try {
        const png = (await renderer.draw(spec, signal)).toString('base64')
        return { spec, png, ...(spec.svg ? { svg: (await renderer.drawSvg(spec, signal)).toString('base64') } : {}) }
      } catch (error) {
        signal.throwIfAborted()
        // The words of a chart say the same: better than nothing, and better than another try that takes as long.
        if (error instanceof BellhopError) return { spec, trouble: error.message }
        throw error
      }
    },
    present: presentChart,
  })
}

function presentChart({ spec, png, svg, trouble, kept }: DrawnChart): Reply {
  const parts: ReplyPart[] = [{ kind: 'chart', spec, ...(png ? { image: png } : {}) }]
  if (svg && !hasPage(kept)) {
    const name = `${fileNameOf(spec)}.svg`
    parts.push({
      kind: 'files',
      files: [{ name, mediaType: 'image/svg+xml', base64: svg }],
      twin: `As a file: ${escapeMarkdown(name)}`,
    })
  }
  if (trouble) parts.push({ kind: 'text', text: `${trouble} These are its figures; ask again for the picture.` })
  parts.push(...troubleOf(kept))
  const buttons = [...openButton(kept), ...buttonsFor(spec)]
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

export function fileNameOf({ title }: ChartSpec): string {
  return (title || 'chart').replaceAll(/[^\p{L}\p{N} _-]+/gu, ' ').trim() || 'chart'
}

async function noSource(): Promise<never> {
  throw new BellhopError('invalid', 'There are no figures to draw.')
}

function turned(spec: ChartSpec): ChartSpec {
  return { ...spec, theme: spec.theme === 'dark' ? 'light' : 'dark' }
}
