// What a drawing thread runs: one picture a message.
import { setImmediate as nextMacrotask } from 'node:timers/promises'
import type { Board } from '../domain/board.ts'
import type { ChartSpec } from '../domain/chart.ts'
import { drawBoard } from './draw-board.ts'
import { drawChart, drawSvg } from './draw-chart.ts'

type Asked = { chart: ChartSpec } | { svg: ChartSpec } | { board: Board }

export async function drawInThread(asked: Asked): Promise<Uint8Array> {
  const bytes = picture(asked)
  // The memory of a canvas is given back only between macrotasks: a queue of charts would otherwise pile it up.
  await nextMacrotask()
  return bytes
}

function picture(asked: Asked): Buffer {
  if ('chart' in asked) return drawChart(asked.chart)
  return 'svg' in asked ? drawSvg(asked.svg) : drawBoard(asked.board)
}
