// Drawing in threads: not in the way of anybody, within a deadline, and never the end of the product.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ChartRendererOptions, createChartRenderer } from '../../../src/charts/create-chart-renderer.ts'
import { type ChartSpec, chartKinds, defineChart } from '../../../src/domain/chart.ts'
import { textOf } from '../../../src/domain/reply.ts'
import type { ToolCall } from '../../../src/domain/tool.ts'
import type { ChartRenderer } from '../../../src/ports/chart-renderer.ts'
import { drawChartTool } from '../../../src/tools/draw-chart.ts'
import { sampleChart } from '../../support/chart-samples.ts'

const spec = defineChart({ kind: 'bar', title: 'Guests', labels: ['Jan', 'Feb'], series: [{ values: [10, 12] }] })

describe('the chart renderer', () => {
  let folder: string
  const open: ChartRenderer[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellhop-charts-'))
  })
  afterEach(async () => {
    for (const renderer of open.splice(0)) await renderer.close()
  })
  afterAll(() => rm(folder, { recursive: true }))

  function renderer(options: ChartRendererOptions = {}): ChartRenderer {
    const made = createChartRenderer({ deadlineMs: 30_000, ...options })
    open.push(made)
    return made
  }

  /** A drawing thread that does something else. */
  async function drawer(name: string, body: string): Promise<URL> {
    const file = join(folder, `${name}.mjs`)
    await writeFile(file, `export async function drawInThread({ chart: spec }) { ${body} }`)
    return pathToFileURL(file)
  }

  it('draws every kind in a thread while this one goes on', async () => {
    const charts = renderer()
    let beats = 0
    const beat = setInterval(() => beats++, 1)
    const pictures = await Promise.all(chartKinds.map((kind) => charts.draw(sampleChart(kind, 'latin', 'dark'))))
    clearInterval(beat)
    expect(pictures.map((png) => png.subarray(1, 4).toString())).toEqual(chartKinds.map(() => 'PNG'))
    expect(beats).toBeGreaterThan(20)
  })

  it('gives up at the deadline, and draws the next chart', async () => {
    const stuck = await drawer('stuck', 'if (spec.title === "Guests") for (;;); return Buffer.from("drawn")')
    const charts = renderer({ deadlineMs: 5_000, drawer: stuck })
    await expect(charts.draw(spec)).rejects.toMatchObject({
      code: 'timeout',
      message: 'Drawing the chart took too long.',
    })
    expect((await charts.draw({ ...spec, title: 'Next' })).toString()).toBe('drawn')
  })

  it('survives a thread that dies, and says nothing of what it died of', async () => {
    const dying = await drawer('dying', 'if (spec.title === "Guests") process.exit(3); return Buffer.from("drawn")')
    const charts = renderer({ drawer: dying })
    await expect(charts.draw(spec)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The chart could not be drawn.',
    })
    expect((await charts.draw({ ...spec, title: 'Next' })).toString()).toBe('drawn')
  })

  it('lets only so many wait', async () => {
    const slow = await drawer(
      'slow',
      'await new Promise((resolve) => setTimeout(resolve, 300)); return Buffer.from("drawn")',
    )
    const charts = renderer({ drawer: slow, most: 3 })
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => charts.draw(spec)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect((await charts.draw(spec)).toString()).toBe('drawn')
  })

  it('stops when whoever asked is no longer interested', async () => {
    const charts = renderer()
    const reason = new Error('cancelled')
    await expect(charts.draw(spec, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('tells nothing of the environment to what draws', async () => {
    const curious = await drawer('curious', 'return Buffer.from(Object.keys(process.env).join())')
    expect((await renderer({ drawer: curious }).draw(spec)).toString()).toBe('')
  })
})

describe('draw_chart', () => {
  /** Of a call only the figures and the signal matter to it. */
  const call = {} as Omit<ToolCall<ChartSpec>, 'input' | 'signal'>

  it('answers with the words of the chart where the picture cannot be made', async () => {
    const stuck = createChartRenderer({ deadlineMs: 1 })
    const tool = drawChartTool(stuck)
    const output = await tool.run({ ...call, input: spec, signal: new AbortController().signal })
    await stuck.close()
    expect(output.png).toBeUndefined()
    const reply = tool.present?.(output)
    expect(reply && textOf(reply)).toMatch(/Bar chart\. Jan 10, Feb 12.*Drawing the chart took too long\./s)
  })

  it('offers the other kinds that can show the figures, and the other theme', async () => {
    const tool = drawChartTool({ draw: async () => Buffer.from('png'), drawSvg: async () => Buffer.from('<svg/>') })
    const reply = tool.present?.(await tool.run({ ...call, input: spec, signal: new AbortController().signal }))
    const buttons = reply?.parts.find((part) => part.kind === 'buttons')
    expect(buttons?.kind === 'buttons' && buttons.buttons.map(({ label, value }) => [label, value])).toEqual([
      ['Line', 'chart line --title Guests Jan=10 Feb=12'],
      ['Area', 'chart area --title Guests Jan=10 Feb=12'],
      ['Pie', 'chart pie --title Guests Jan=10 Feb=12'],
      ['Dark', 'chart bar --title Guests --dark Jan=10 Feb=12'],
    ])
  })
})
