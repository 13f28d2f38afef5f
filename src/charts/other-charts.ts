// Radars and scatter charts, as Chart.js draws them in our colours.
import type { ChartConfiguration } from 'chart.js'
import type { Plotted, Scatter } from '../domain/chart.ts'
import { baseOptions, scaleStyle } from './base-options.ts'
import { radarScale } from './radar-scale.ts'
import type { Sheet } from './sheet.ts'
import { fitText, type Pen, wrapText } from './texts.ts'
import { colourOf, pointStyle } from './theme.ts'

export function radarChart(spec: Plotted, sheet: Sheet, pen: Pen): ChartConfiguration {
  const { theme, family } = sheet
  const isCrowded = spec.labels.length > 10
  const size = isCrowded ? 12 : 15
  pen.font = sheet.font(size)
  return {
    type: 'radar',
    data: {
      labels: spec.labels.map((label) => (isCrowded ? fitText(pen, label, 120) : wrapText(pen, label, 150, 2))),
      datasets: spec.series.map(({ values }, i) => ({
        label: sheet.names[i] ?? '',
        data: values,
        borderColor: colourOf(theme, i),
        backgroundColor: theme.faint(colourOf(theme, i)),
        pointBackgroundColor: colourOf(theme, i),
        pointStyle: pointStyle(i),
        borderWidth: 3,
        pointRadius: 4,
      })),
    },
    options: {
      ...baseOptions(sheet, spec.series.length > 1),
      scales: {
        r: {
          beginAtZero: true,
          grid: { color: theme.grid },
          angleLines: { color: theme.grid },
          pointLabels: { color: theme.ink, font: { family, size } },
          // Drawn by radarScale.
          ticks: { display: false, maxTicksLimit: 5 },
        },
      },
    } as never,
    plugins: [radarScale(sheet, spec.labels.length)],
  }
}

export function scatterChart(spec: Scatter, sheet: Sheet, pen: Pen): ChartConfiguration {
  const count = spec.series.reduce((sum, one) => sum + one.points.length, 0)
  pen.font = sheet.font(14)
  const axis = (title: string | undefined, withUnit: boolean) => {
    const style = scaleStyle(sheet)
    const text = title && fitText(pen, title, 300)
    return {
      ...style,
      ...(text
        ? { title: { display: true, text, color: sheet.theme.soft, font: { size: 14, family: sheet.family } } }
        : {}),
      grace: '5%',
      ticks: {
        ...(style.ticks as object),
        maxTicksLimit: 7,
        maxRotation: 0,
        callback: (value: number | string) => (withUnit ? sheet.tick(Number(value)) : plainTick(Number(value))),
      },
    }
  }
  return {
    type: 'scatter',
    data: {
      datasets: spec.series.map(({ points: at }, i) => ({
        label: sheet.names[i] ?? '',
        data: at,
        backgroundColor: `${colourOf(sheet.theme, i)}c0`,
        borderColor: colourOf(sheet.theme, i),
        pointStyle: pointStyle(i),
        pointRadius: count > 300 ? 3 : 6,
        borderWidth: 1,
      })),
    },
    options: {
      ...baseOptions(sheet, spec.series.length > 1),
      scales: { x: axis(spec.xTitle, false), y: axis(spec.yTitle, true) },
    } as never,
  }
}

function plainTick(value: number): string {
  return Intl.NumberFormat('en', {
    notation: Math.abs(value) >= 10_000 ? 'compact' : 'standard',
    maximumFractionDigits: 2,
  }).format(value)
}
