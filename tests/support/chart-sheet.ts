// Charts beside each other on one picture, small enough to keep and large enough to read.
import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas'
import { drawChart } from '../../src/charts/draw-chart.ts'
import type { ChartKind } from '../../src/domain/chart.ts'
import { sampleChart, scripts } from './chart-samples.ts'

export type Theme = 'light' | 'dark'

const cell = { width: 320, height: 240 }

/** A row for each entry: its kind in every script, in the theme that `themeOf` names. */
export async function chartSheet(rows: ChartKind[], themeOf: (row: number, column: number) => Theme): Promise<Canvas> {
  const sheet = createCanvas(cell.width * scripts.length, cell.height * rows.length)
  const pen = sheet.getContext('2d')
  pen.fillStyle = '#c9ced6'
  pen.fillRect(0, 0, sheet.width, sheet.height)
  for (const [row, kind] of rows.entries()) {
    for (const [column, script] of scripts.entries()) {
      const picture = await loadImage(drawChart(sampleChart(kind, script, themeOf(row, column))))
      const scale = Math.min((cell.width - 8) / picture.width, (cell.height - 8) / picture.height)
      const [width, height] = [picture.width * scale, picture.height * scale]
      const [x, y] = [column * cell.width + (cell.width - width) / 2, row * cell.height + (cell.height - height) / 2]
      pen.drawImage(picture, x, y, width, height)
    }
  }
  return sheet
}

/** Both themes of one kind: what a golden picture shows. */
export function goldenSheet(kind: ChartKind): Promise<Canvas> {
  return chartSheet([kind, kind], (row) => (row === 0 ? 'light' : 'dark'))
}

export const goldenFolder = new URL('../golden/charts/', import.meta.url)
