// What a drawing thread runs: one picture a message.
import { setImmediate as nextMacrotask } from 'node:timers/promises'
import type { Board } from '../domain/board.ts'
import type { ChartSpec } from '../domain/chart.ts'
import { drawBoard } from './draw-board.ts'
import { drawChart } from './draw-chart.ts'

export async function drawInThread(asked: { chart: ChartSpec } | { board: Board }): Promise<Uint8Array> {
  const png = 'chart' in asked ? drawChart(asked.chart) : drawBoard(asked.board)
  // The memory of a canvas is given back only between macrotasks: a queue of charts would otherwise pile it up.
  await nextMacrotask()
  return png
}
