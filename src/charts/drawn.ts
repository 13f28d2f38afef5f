// What Chart.js drew and where. Its types speak of a browser's canvas and of elements without a shape; these are the real ones.
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Chart } from 'chart.js'

export type Bar = { x: number; y: number; base: number; width: number; height: number }

export type Arc = {
  x: number
  y: number
  startAngle: number
  endAngle: number
  innerRadius: number
  outerRadius: number
}

/** It draws on the canvas that it was handed. */
export function penOf(chart: Chart): SKRSContext2D {
  return chart.ctx as unknown as SKRSContext2D
}

/** Of a bar chart, whose elements are BarElements. */
export function barsOf(chart: Chart, set: number): Bar[] {
  return chart.getDatasetMeta(set).data as unknown as Bar[]
}

/** Of a pie or a doughnut, whose elements are ArcElements. */
export function arcsOf(chart: Chart): Arc[] {
  return chart.getDatasetMeta(0).data as unknown as Arc[]
}
