// What a drawing thread runs: one chart a message.
import { setImmediate as nextMacrotask } from 'node:timers/promises'
import type { ChartSpec } from '../domain/chart.ts'
import { drawChart } from './draw-chart.ts'

export async function drawInThread(spec: ChartSpec): Promise<Uint8Array> {
  const png = drawChart(spec)
  // The memory of a canvas is given back only between macrotasks: a queue of charts would otherwise pile it up.
  await nextMacrotask()
  return png
}
