// The dashboards that come with Bellhop over the sample company, as boards and as pictures.
import { readdirSync, readFileSync } from 'node:fs'
import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas'
import { drawBoard } from '../../src/charts/draw-board.ts'
import { readDashboard } from '../../src/dashboards/read-dashboard.ts'
import type { Board } from '../../src/domain/board.ts'
import type { DashboardSpec } from '../../src/domain/dashboard.ts'
import { keyOf } from '../../src/domain/kpi.ts'
import { measure } from '../../src/domain/measure-kpi.ts'
import { type SampleSeries, sampleFigures } from '../../src/kpi/sample-figures.ts'
import { periodFrom } from '../../src/tools/kpi-standings.ts'
import { layOutBoard } from '../../src/tools/lay-out-board.ts'

const today = '2026-11-27'
const folder = new URL('../../src/dashboards/boards/', import.meta.url)
export const boardNames = readdirSync(folder).map((file) => file.replace('.yaml', ''))

export function sampleBoard(name: string, theme: Board['theme']): Board {
  const spec = readDashboard(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'))
  return laidOut(spec, theme)
}

/** With figures of one's own beside those of the sample company. */
export function laidOut(spec: DashboardSpec, theme: Board['theme'] = 'light', more: object[] = []): Board {
  const all = [...sampleFigures(today), ...(more as SampleSeries[])]
  return layOutBoard(spec, periodFrom(spec.period), theme, (kpi, period) => {
    const found = all.find((one) => keyOf(one.name) === keyOf(kpi))
    if (!found) return undefined
    const { points, ...traits } = found
    const series = { ...traits, id: found.name, isSample: true }
    return { series, points, measured: measure(series, points, period, today) }
  })
}

/** All four beside each other, small enough to keep and large enough to read. */
export async function boardSheet(themeOf: (i: number) => Board['theme']): Promise<Canvas> {
  const pictures = await Promise.all(boardNames.map((name, i) => loadImage(drawBoard(sampleBoard(name, themeOf(i))))))
  const [width, gap] = [420, 12]
  const heights = pictures.map((picture) => (picture.height / picture.width) * width)
  const sheet = createCanvas(pictures.length * (width + gap) + gap, Math.max(...heights) + 2 * gap)
  const pen = sheet.getContext('2d')
  pen.fillStyle = '#c9ced6'
  pen.fillRect(0, 0, sheet.width, sheet.height)
  for (const [i, picture] of pictures.entries())
    pen.drawImage(picture, gap + i * (width + gap), gap, width, heights[i] ?? 0)
  return sheet
}

export const goldenBoards = new URL('../golden/boards/', import.meta.url)
