// Makes pictures of charts. It never blocks whoever asks: drawing happens elsewhere.
import type { Board } from '../domain/board.ts'
import type { ChartSpec } from '../domain/chart.ts'

export type ChartRenderer = {
  /** The bytes of a PNG. Rejects with a BellhopError when it takes too long or too many wait; then the words of the chart serve. */
  draw(spec: ChartSpec, signal?: AbortSignal): Promise<Buffer>
  /** The same as an SVG, its letters as lines: it looks alike wherever it is opened. */
  drawSvg(spec: ChartSpec, signal?: AbortSignal): Promise<Buffer>
  /** The same for a board. */
  drawBoard(board: Board, signal?: AbortSignal): Promise<Buffer>
  /** Ends what draws; a chart asked for later starts it anew. */
  close(): Promise<void>
}
