// Pies and doughnuts: shares of a whole, each named with its figure beside it.
import type { Chart, ChartConfiguration, Plugin } from 'chart.js'
import type { Plotted } from '../domain/chart.ts'
import { formatFigure } from '../domain/format-figure.ts'
import { baseOptions } from './base-options.ts'
import { arcsOf, penOf } from './drawn.ts'
import type { Sheet } from './sheet.ts'
import { beside, fitText, type Pen } from './texts.ts'
import { colourOf, inkOn } from './theme.ts'

const longestName = 190

export function roundChart(spec: Plotted, sheet: Sheet, pen: Pen): ChartConfiguration {
  const values = spec.series[0]?.values.map((value) => value ?? 0) ?? []
  const total = values.reduce((sum, value) => sum + value, 0)
  const colours = values.map((_, i) => colourOf(sheet.theme, i))
  const base = baseOptions(sheet, true)
  const isMany = values.length > 10
  const fontSize = isMany ? 13 : 15
  pen.font = sheet.font(fontSize)
  const named = spec.labels.map((label, i) =>
    beside(fitText(pen, label, longestName), sheet.figure(values[i] ?? 0), '  '),
  )
  return {
    type: spec.kind === 'pie' ? 'pie' : 'doughnut',
    data: {
      labels: named,
      datasets: [
        {
          data: values,
          backgroundColor: colours,
          borderColor: sheet.theme.background,
          borderWidth: values.length > 1 ? 2 : 0,
        },
      ],
    },
    options: {
      ...base,
      cutout: spec.kind === 'pie' ? 0 : '58%',
      plugins: {
        ...base.plugins,
        legend: {
          display: true,
          position: 'right',
          align: 'center',
          maxWidth: 340,
          labels: {
            ...{ color: sheet.theme.ink, usePointStyle: true, pointStyle: 'rectRounded', boxWidth: 14, boxHeight: 12 },
            font: { family: sheet.family, size: fontSize },
            padding: isMany ? 6 : 11,
          },
        },
      },
    } as never,
    plugins: [shares(values, total, colours, sheet), ...(spec.kind === 'doughnut' ? [whole(total, sheet)] : [])],
  }
}

function shares(values: number[], total: number, colours: string[], sheet: Sheet): Plugin {
  return {
    id: 'shares',
    afterDatasetsDraw(chart: Chart) {
      const pen = penOf(chart)
      pen.save()
      pen.font = sheet.font(14, 600)
      pen.textAlign = 'center'
      pen.textBaseline = 'middle'
      for (const [i, arc] of arcsOf(chart).entries()) {
        const share = (values[i] ?? 0) / total
        if (share < 0.055) continue
        const angle = (arc.startAngle + arc.endAngle) / 2
        const radius = arc.innerRadius > 0 ? (arc.innerRadius + arc.outerRadius) / 2 : arc.outerRadius * 0.68
        pen.fillStyle = inkOn(colours[i] ?? '#000000')
        const text = formatFigure(Math.round(share * 100), { unit: '%' })
        pen.fillText(text, arc.x + Math.cos(angle) * radius, arc.y + Math.sin(angle) * radius)
      }
      pen.restore()
    },
  }
}

function whole(total: number, sheet: Sheet): Plugin {
  return {
    id: 'whole',
    afterDatasetsDraw(chart: Chart) {
      const [arc] = arcsOf(chart)
      if (!arc) return
      const pen = penOf(chart)
      pen.save()
      pen.textAlign = 'center'
      pen.textBaseline = 'middle'
      pen.fillStyle = sheet.theme.ink
      pen.font = sheet.font(26, 650)
      pen.fillText(fitText(pen, sheet.tick(total), arc.innerRadius * 1.7), arc.x, arc.y)
      pen.restore()
    },
  }
}
