// The figures of a radar's rings, halfway between its first two spokes: on a spoke they would lie under its points.
import type { Plugin, RadialLinearScale } from 'chart.js'
import { penOf } from './drawn.ts'
import type { Sheet } from './sheet.ts'

const size = 12

export function radarScale({ theme, font, tick }: Sheet, spokes: number): Plugin {
  const half = Math.PI / spokes
  return {
    id: 'radar-scale',
    afterDatasetsDraw(chart) {
      const scale = chart.scales.r as RadialLinearScale
      const pen = penOf(chart)
      pen.save()
      pen.font = font(size)
      pen.textAlign = 'center'
      pen.textBaseline = 'middle'
      for (const { value } of scale.ticks) {
        const far = scale.getDistanceFromCenterForValue(value) * Math.cos(half)
        // In the middle all spokes meet.
        if (far < size) continue
        const [x, y] = [scale.xCenter + far * Math.sin(half), scale.yCenter - far * Math.cos(half)]
        const text = tick(value)
        const width = pen.measureText(text).width + 6
        pen.fillStyle = `${theme.background}d0`
        pen.fillRect(x - width / 2, y - size / 2 - 2, width, size + 4)
        pen.fillStyle = theme.soft
        pen.fillText(text, x, y)
      }
      pen.restore()
    },
  }
}
