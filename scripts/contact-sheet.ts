// Draws docs/charts.png: every kind of chart, light and dark, in four scripts, on one sheet to be looked at.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { drawChart } from '../src/charts/draw-chart.ts'
import { chartKinds } from '../src/domain/chart.ts'
import { sampleChart, scripts } from '../tests/support/chart-samples.ts'
import { root } from './run-step.ts'

const only = process.argv[2]
const target = process.argv[3] ?? join(root, 'docs', 'charts.png')
const cell = { width: 320, height: 250 }
const kinds = chartKinds.filter((kind) => !only || only === 'all' || kind === only)

const sheet = createCanvas(cell.width * scripts.length, cell.height * kinds.length)
const pen = sheet.getContext('2d')
pen.fillStyle = '#c9ced6'
pen.fillRect(0, 0, sheet.width, sheet.height)
for (const [row, kind] of kinds.entries()) {
  for (const [column, script] of scripts.entries()) {
    // Alternating, so that each kind and each script is seen in both.
    const theme = (row + column) % 2 === 0 ? 'light' : 'dark'
    const picture = await loadImage(await drawChart(sampleChart(kind, script, theme)))
    const scale = Math.min((cell.width - 8) / picture.width, (cell.height - 8) / picture.height)
    const [width, height] = [picture.width * scale, picture.height * scale]
    const [x, y] = [column * cell.width, row * cell.height]
    pen.drawImage(picture, x + (cell.width - width) / 2, y + (cell.height - height) / 2, width, height)
  }
}
writeFileSync(target, await sheet.encode('png'))
console.log(target)
