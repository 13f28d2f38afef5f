// Charts as SVG: every kind, with letters as lines, so that they look alike wherever they are opened.
import { loadImage } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { drawSvg } from '../../../src/charts/draw-chart.ts'
import { chartKinds } from '../../../src/domain/chart.ts'
import { sampleChart } from '../../support/chart-samples.ts'

it.each(chartKinds)('a %s is an SVG without letters, links or scripts, as large as its picture', async (kind) => {
  const svg = drawSvg(sampleChart(kind, 'japanese', 'dark')).toString()
  expect(svg).toMatch(/^<\?xml[^>]*\?>\s*<svg [^>]*width="1280"/)
  expect(svg).not.toMatch(/<text|<script|href="http|<foreignObject/)
  expect(svg).toContain('</svg>')
  expect((await loadImage(Buffer.from(svg))).width).toBe(1280)
})
