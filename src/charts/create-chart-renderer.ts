// Charts drawn in threads of their own, which start with the first chart and end when none was wanted for a while.
import type { Piscina } from 'piscina'
import type { Board } from '../domain/board.ts'
import type { ChartSpec } from '../domain/chart.ts'
import { BellhopError } from '../domain/errors.ts'
import type { ChartRenderer } from '../ports/chart-renderer.ts'

export type ChartRendererOptions = {
  threads?: number
  /** From being asked for to being there, waiting included. */
  deadlineMs?: number
  /** Charts in hand and waiting; more are refused at once. */
  most?: number
  idleMs?: number
  /** The module whose `drawInThread` draws; for tests. */
  drawer?: URL
}

const heapMb = 256

type Asked = { chart: ChartSpec } | { svg: ChartSpec } | { board: Board }

export function createChartRenderer(options: ChartRendererOptions = {}): ChartRenderer {
  const { threads = 1, deadlineMs = 4_000, most = 64, idleMs = 60_000 } = options
  const { drawer = ownDrawer() } = options
  let inHand = 0
  let pool: Promise<Piscina<Asked, Uint8Array>> | undefined

  async function start(): Promise<Piscina<Asked, Uint8Array>> {
    const { Piscina: Pool } = await import('piscina')
    return new Pool({
      filename: drawer.href,
      name: 'drawInThread',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      // A thread that draws knows nothing of tokens and addresses.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    })
  }

  async function draw(asked: Asked, signal?: AbortSignal): Promise<Buffer> {
    if (inHand >= most) throw new BellhopError('limited', 'Too many charts are being drawn.', { nextStep })
    inHand++
    pool ??= start()
    const deadline = AbortSignal.timeout(deadlineMs)
    try {
      const png = await (await pool).run(asked, { signal: signal ? AbortSignal.any([signal, deadline]) : deadline })
      return Buffer.from(png.buffer, png.byteOffset, png.byteLength)
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      if (deadline.aborted) throw new BellhopError('timeout', 'Drawing the chart took too long.', { cause, nextStep })
      throw new BellhopError('unavailable', 'The chart could not be drawn.', { cause, nextStep })
    } finally {
      inHand--
    }
  }

  return {
    draw: (chart, signal) => draw({ chart }, signal),
    drawSvg: (svg, signal) => draw({ svg }, signal),
    drawBoard: (board, signal) => draw({ board }, signal),
    async close() {
      const running = pool
      pool = undefined
      await (await running)?.destroy()
    },
  }
}

/** Stripped of its types when it comes from the registry. */
function ownDrawer(): URL {
  return new URL(`./draw-in-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
}

const nextStep = 'Try again, or with fewer points.'
