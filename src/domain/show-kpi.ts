// How a KPI reads: its value, its change, its target, and how it went in a few strokes.
import { formatFigure } from './format-figure.ts'
import type { KpiSeries } from './kpi.ts'
import type { Measured } from './measure-kpi.ts'

export function showValue(value: number | null, { unit }: Pick<KpiSeries, 'unit'>): string {
  return value === null ? '–' : formatFigure(value, { unit: unit || undefined })
}

/** Of what is a share already the points are told: from 4% to 5% is no quarter more to anybody. */
export function showChange({ value, valueBefore, change }: Measured, { unit }: Pick<KpiSeries, 'unit'>): string {
  if (value === null || valueBefore === null) return '–'
  // What is too small for the digits that are told is no change.
  const told = unit === '%' ? Number((value - valueBefore).toFixed(2)) : Number(((change ?? 0) * 100).toFixed(1))
  const arrow = told > 0 ? '▲' : told < 0 ? '▼' : '＝'
  if (unit === '%') return `${arrow} ${formatFigure(Math.abs(told))} pts`
  return change === null ? '–' : `${arrow} ${formatFigure(Math.abs(told), { decimals: 1 })}%`
}

export function showTarget({ value, target, isGood }: Measured, series: Pick<KpiSeries, 'unit'>): string {
  if (target === null) return '–'
  // A part of a month's target has digits that nobody set.
  const aim = showValue(Math.abs(target) >= 100 ? Math.round(target) : target, series)
  if (value === null || isGood === null) return aim
  return `${isGood ? '✓' : '✗'} ${aim}`
}

const strokes = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

export function sparkline(trend: (number | null)[]): string {
  const known = trend.filter((value) => value !== null)
  if (known.length < 2) return '–'
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return trend
    .slice(trend.findIndex((value) => value !== null))
    .map((value) => {
      if (value === null) return ' '
      return strokes[high === low ? 3 : Math.round(((value - low) / (high - low)) * (strokes.length - 1))]
    })
    .join('')
}
