// Every kind of chart in four scripts, light and dark, against the picture that was looked at and kept.
import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { drawChart } from '../../../src/charts/draw-chart.ts'
import { chartKinds, defineChart } from '../../../src/domain/chart.ts'
import { sampleChart } from '../../support/chart-samples.ts'
import { goldenFolder, goldenSheet } from '../../support/chart-sheet.ts'
import { keptPicture, tolerance, worstTile } from '../../support/compare-pictures.ts'

describe('a chart', () => {
  it.each(chartKinds)('of the kind %s looks as its golden picture does', async (kind) => {
    const kept = await keptPicture(new URL(`${kind}.webp`, goldenFolder))
    expect(worstTile(await goldenSheet(kind), kept)).toBeLessThan(tolerance)
  })

  it('that lost a label, or shows boxes for letters, is told from its golden picture', async () => {
    const spec = sampleChart('bar', 'japanese', 'light')
    const [whole, without, boxes] = await Promise.all(
      [spec, { ...spec, labels: ['', ...months.slice(1)] }, { ...spec, labels: months.map(() => '\ue000\ue000') }].map(
        (one) => quarter(drawChart(one as typeof spec)),
      ),
    )
    if (!whole || !without || !boxes) throw new Error('nothing was drawn')
    expect(worstTile(whole, without)).toBeGreaterThan(tolerance)
    expect(worstTile(whole, boxes)).toBeGreaterThan(tolerance)
  })

  it.each(['line', 'area'] as const)(
    'of the kind %s with a single point has it in the middle, not on the scale',
    async (kind) => {
      const png = drawChart(defineChart({ kind, labels: ['one'], series: [{ values: [5] }] }))
      const { width, height } = await loadImage(png)
      const pen = createCanvas(width, height).getContext('2d')
      pen.drawImage(await loadImage(png), 0, 0)
      const { data } = pen.getImageData(0, 0, width, height)
      const blue: number[] = []
      for (let at = 0; at < data.length; at += 4)
        if ((data[at + 2] ?? 0) - (data[at] ?? 0) > 100) blue.push((at / 4) % width)
      const middle = blue.reduce((sum, x) => sum + x, 0) / blue.length
      expect(Math.abs(middle / width - 0.5)).toBeLessThan(0.1)
    },
  )

  it('is a PNG of twice the size it is read at, and the same each time', () => {
    const spec = defineChart({ kind: 'line', labels: ['a', 'b'], series: [{ values: [1, 2] }] })
    const png = drawChart(spec)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(1280)
    expect(drawChart(spec).equals(png)).toBe(true)
  })
})

const months = ['一月', '二月', '三月', '四月', '五月', '六月']

async function quarter(png: Buffer): Promise<Canvas> {
  const picture = await loadImage(png)
  const canvas = createCanvas(picture.width / 4, picture.height / 4)
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas
}
