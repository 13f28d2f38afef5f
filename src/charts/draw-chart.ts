// A chart as a picture: one spec in, the bytes of a PNG out. Runs in a worker thread, see create-chart-renderer.ts.
import { type Canvas, createCanvas, type SKRSContext2D, type SvgCanvas, SvgExportFlag } from '@napi-rs/canvas'
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  DoughnutController,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  type Plugin,
  PointElement,
  RadarController,
  RadialLinearScale,
  ScatterController,
} from 'chart.js'
import type { ChartSpec } from '../domain/chart.ts'
import { axesChart } from './axes-chart.ts'
import { legendRoom } from './base-options.ts'
import { penOf } from './drawn.ts'
import { familiesFor } from './fonts.ts'
import { drawFunnel } from './funnel-chart.ts'
import { drawGauge } from './gauge-chart.ts'
import { drawHeatmap } from './heatmap-chart.ts'
import { radarChart, scatterChart } from './other-charts.ts'
import { roundChart } from './round-chart.ts'
import { createSheet, drawSheet, pixelRatio, type Sheet, sheetWidth } from './sheet.ts'
import { drawTimeline } from './timeline-chart.ts'
import { toPng } from './to-png.ts'

Chart.register(BarController, LineController, PieController, DoughnutController, RadarController, ScatterController)
Chart.register(ArcElement, BarElement, LineElement, PointElement, CategoryScale, LinearScale, RadialLinearScale)
Chart.register(Filler, Legend)

export function drawChart(given: ChartSpec): Buffer {
  return onPainted(given, toPng)
}

/** Letters become lines, so that no font has to be where it is opened. */
export function drawSvg(spec: ChartSpec): Buffer {
  const canvas = createCanvas(sheetWidth, 1, SvgExportFlag.ConvertTextToPaths)
  return paint(spec, canvas, () => canvas.getContent())
}

/** What is done with the canvas is done before it is given back. */
export function onPainted<T>(spec: ChartSpec, work: (canvas: Canvas) => T): T {
  const canvas = createCanvas(sheetWidth, 1)
  return paint(spec, canvas, () => work(canvas))
}

function paint<T>(given: ChartSpec, canvas: Canvas | SvgCanvas, work: () => T): T {
  const spec = drawable(given)
  const pen = canvas.getContext('2d')
  const sheet = createSheet(spec, familiesFor(`${JSON.stringify(spec)}…`), pen)
  canvas.height = sheet.height
  const chart = draw(spec, sheet, canvas, pen)
  try {
    return work()
  } finally {
    // Not before: it wipes the canvas.
    chart?.destroy()
  }
}

/** The emoji font has no keys around digits, and no font the cross that goes with ✓. */
export function drawable<T>(spec: T): T {
  const text = JSON.stringify(spec).replaceAll(/([\d#*])\ufe0f?\u20e3/gu, '$1')
  return JSON.parse(text.replaceAll('✗', '×')) as T
}

function draw(spec: ChartSpec, sheet: Sheet, canvas: Canvas | SvgCanvas, pen: SKRSContext2D): Chart | undefined {
  switch (spec.kind) {
    case 'gauge':
      return byHand(sheet, canvas, (own) => drawGauge(spec, sheet, own))
    case 'timeline':
      return byHand(sheet, canvas, (own) => drawTimeline(spec, sheet, own))
    case 'funnel':
      return byHand(sheet, canvas, (own) => drawFunnel(spec, sheet, own))
    case 'heatmap':
      return byHand(sheet, canvas, (own) => drawHeatmap(spec, sheet, own))
    case 'scatter':
      return byChartJs(sheet, canvas, scatterChart(spec, sheet, pen))
    case 'radar':
      return byChartJs(sheet, canvas, radarChart(spec, sheet, pen))
    case 'pie':
    case 'doughnut':
      return byChartJs(sheet, canvas, roundChart(spec, sheet, pen))
    default:
      return byChartJs(sheet, canvas, axesChart(spec, sheet, pen))
  }
}

function byHand(sheet: Sheet, canvas: Canvas | SvgCanvas, work: (pen: SKRSContext2D) => void): undefined {
  canvas.width = sheet.width * pixelRatio
  canvas.height = sheet.height * pixelRatio
  const pen = canvas.getContext('2d')
  pen.scale(pixelRatio, pixelRatio)
  drawSheet(sheet, pen)
  work(pen)
}

function byChartJs(sheet: Sheet, canvas: Canvas | SvgCanvas, config: ChartConfiguration): Chart {
  const paper: Plugin = { id: 'paper', beforeDraw: (chart) => drawSheet(sheet, penOf(chart)) }
  return new Chart(canvas as never, { ...config, plugins: [paper, legendRoom, ...(config.plugins ?? [])] })
}
