// What all charts drawn by Chart.js have in common: they stand still, leave room for the head, and name their series.
import type { ChartOptions, Plugin } from 'chart.js'
import { margin, pixelRatio, type Sheet } from './sheet.ts'

export function baseOptions(sheet: Sheet, hasLegend: boolean, room = { top: 0, right: 0 }): ChartOptions {
  const { theme, family, top } = sheet
  return {
    animation: false,
    responsive: false,
    events: [],
    devicePixelRatio: pixelRatio,
    locale: 'en',
    font: { family, size: 15 },
    color: theme.ink,
    layout: {
      padding: {
        left: margin - 4,
        right: margin + 2 + room.right,
        top: top + (hasLegend ? 0 : room.top),
        bottom: margin - 6,
      },
    },
    plugins: {
      legend: {
        display: hasLegend,
        position: 'top',
        align: 'start',
        labels: {
          color: theme.ink,
          font: { family, size: 14 },
          usePointStyle: true,
          boxWidth: 12,
          boxHeight: 9,
          padding: 12,
        },
      },
      tooltip: { enabled: false },
      legendRoom: { extra: room.top },
    },
  } as ChartOptions
}

export function scaleStyle({ theme, family }: Sheet): Record<string, unknown> {
  return {
    border: { display: false },
    grid: { color: theme.grid, drawTicks: false, lineWidth: 1 },
    ticks: { color: theme.soft, font: { family, size: 14 }, padding: 8 },
  }
}

/** Chart.js puts the plot right below the legend, where the topmost figure of the scale would touch it. */
export const legendRoom: Plugin = {
  id: 'legendRoom',
  beforeInit(chart) {
    const { legend } = chart
    const extra = Number((chart.options.plugins as { legendRoom?: { extra?: number } }).legendRoom?.extra ?? 0)
    if (!legend) return
    const measure = legend.fit.bind(legend)
    legend.fit = () => {
      measure()
      if (legend.isHorizontal() && legend.height > 0) legend.height += 8 + extra
    }
  },
}
