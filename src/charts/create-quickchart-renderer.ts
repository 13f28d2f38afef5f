// Charts drawn by a QuickChart server that was named. What it cannot draw, or does not answer, is drawn here.
import { Agent, request } from 'undici'
import type { ChartSpec } from '../domain/chart.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'
import type { Log } from '../ports/log.ts'
import { type QuickchartRequest, toQuickchart } from './to-quickchart.ts'

type Options = { url: string; own: ChartRenderer; log: Log; deadlineMs?: number }

const largestPng = 8 * 1024 * 1024
const pngSignature = '89504e470d0a1a0a'

export function createQuickchartRenderer({ url, own, log, deadlineMs = 1_000 }: Options): ChartRenderer {
  const agent = new Agent({ connections: 4, maxResponseSize: largestPng })

  async function ask(asked: QuickchartRequest, signal?: AbortSignal): Promise<Buffer> {
    const deadline = AbortSignal.timeout(deadlineMs)
    const { statusCode, body } = await request(`${url}/chart`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
      dispatcher: agent,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
    const png = Buffer.from(await body.arrayBuffer())
    if (statusCode !== 200) throw new Error(`QuickChart answered ${statusCode}`)
    if (png.subarray(0, 8).toString('hex') !== pngSignature) throw new Error('QuickChart answered with no PNG')
    return png
  }

  return {
    async draw(spec: ChartSpec, signal?: AbortSignal) {
      const asked = toQuickchart(spec)
      if (!asked) return own.draw(spec, signal)
      try {
        return await ask(asked, signal)
      } catch (error) {
        signal?.throwIfAborted()
        log.warn({ error }, 'The QuickChart server did not draw a chart: it is drawn here.')
        return own.draw(spec, signal)
      }
    },
    drawSvg: own.drawSvg,
    drawBoard: own.drawBoard,
    async close() {
      await agent.close()
      await own.close()
    },
  }
}
