// A chart as the command that draws it, for buttons; undefined when it has more than can be typed.
import type { ChartSpec, Plotted } from '../domain/chart.ts'
import { isPlotted } from '../domain/chart.ts'

/** What Slack takes as the value of a button. */
export const longestLine = 2_000

export function toChartLine(spec: ChartSpec): string | undefined {
  // A backslash may hide the quotation mark after it.
  if (JSON.stringify(spec).includes('\\\\')) return undefined
  const figures = figuresOf(spec)
  return figures && ['chart', spec.kind, ...lookOf(spec), ...figures].join(' ')
}

function lookOf({ title, subtitle, unit, decimals, theme }: ChartSpec): string[] {
  return [
    ...flag('title', title),
    ...flag('subtitle', subtitle),
    ...flag('unit', unit),
    ...flag('decimals', decimals),
    ...(theme === 'dark' ? ['--dark'] : []),
  ]
}

function figuresOf(spec: ChartSpec): string[] | undefined {
  if (isPlotted(spec)) return plotted(spec)
  switch (spec.kind) {
    case 'gauge':
      if (hasLabels(spec.thresholds) || spec.target?.label) return undefined
      return [
        ...lines(spec.thresholds),
        ...flag('min', spec.min),
        ...flag('max', spec.max),
        ...flag('target', spec.target?.value),
        String(spec.value),
      ]
    case 'scatter':
      return [
        ...flag('x', spec.xTitle),
        ...flag('y', spec.yTitle),
        ...spec.series.flatMap(({ name, points }) => [
          ...(name || spec.series.length > 1 ? [`${quote(name)}:`] : []),
          ...points.map(({ x, y }) => `${x},${y}`),
        ]),
      ]
    case 'timeline':
      return spec.items.map(({ label, start, end }) => `${quote(label)}=${start}${end ? `..${end}` : ''}`)
  }
}

function plotted(spec: Plotted): string[] | undefined {
  const { labels, series, target, thresholds, annotations, xTitle, yTitle, stacked, horizontal } = spec
  const isTyped = !hasLabels(thresholds) && !annotations.some(({ at }) => at.includes('=')) && !target?.label
  const isTold = new Set(labels).size === labels.length || series.length === 1
  if (!isTyped || !isTold) return undefined
  return [
    ...flag('x', xTitle),
    ...flag('y', yTitle),
    ...flag('target', target?.value),
    ...lines(thresholds),
    ...annotations.flatMap(({ at, text }) => flag('note', `${at}=${text}`)),
    ...(stacked ? ['--stacked'] : []),
    ...(horizontal ? ['--horizontal'] : []),
    ...series.flatMap(({ name, values }) => [
      ...(name || series.length > 1 ? [`${quote(name)}:`] : []),
      ...values.map((value, i) => `${quote(labels[i] ?? '')}=${value ?? 'n/a'}`),
    ]),
  ]
}

type Thresholds = Plotted['thresholds']

/** One of each tone can be typed, and none with words of its own. */
function hasLabels(thresholds: Thresholds): boolean {
  return thresholds.some(({ label }) => label) || new Set(thresholds.map(({ tone }) => tone)).size < thresholds.length
}

function lines(thresholds: Thresholds): string[] {
  return thresholds.toSorted(byTone).flatMap(({ tone, value }) => flag(tone, value))
}

/** In the order in which they are read, so that typing gives back the same. */
function byTone(one: Thresholds[number], other: Thresholds[number]): number {
  const order = ['good', 'warn', 'bad']
  return order.indexOf(one.tone) - order.indexOf(other.tone)
}

function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined || value === '' ? [] : [`--${name}`, quote(String(value))]
}

/** Left bare where no sign of the grammar is in it. */
function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return /^[\p{L}\p{N}][\p{L}\p{N}\p{M}.%]*$|^[\p{Sc}%]$|^-?[\d.]+$/u.test(line)
    ? line
    : `"${line.replaceAll('"', '\\"')}"`
}
