// A chart as data: what is to be seen, nothing about how it is drawn. Whatever cannot be drawn is refused here, in a sentence.
import { z } from 'zod'
import { BellhopError } from './errors.ts'

/** These take the same figures, so that one can be looked at as another. */
export const plottedKinds = ['bar', 'line', 'area', 'pie', 'doughnut', 'funnel', 'radar', 'heatmap'] as const
export const chartKinds = [...plottedKinds, 'gauge', 'scatter', 'timeline'] as const
export type PlottedKind = (typeof plottedKinds)[number]
export type ChartKind = (typeof chartKinds)[number]

export const mostPoints = 5_000

const label = z.string().trim().min(1, 'a label is empty').max(80, 'a label has more than 80 characters')
const name = z.string().trim().max(80, 'the name of a series has more than 80 characters').default('')
const figure = z.number().min(-1e15, 'a value is too small').max(1e15, 'a value is too large')
const mark = z.object({ value: figure, label: label.optional() })
const thresholds = z
  .array(mark.extend({ tone: z.enum(['good', 'warn', 'bad']) }))
  .max(5, 'there are more than 5 thresholds')
  .default([])

const look = {
  title: z.string().trim().max(120, 'the title has more than 120 characters').default(''),
  subtitle: z.string().trim().max(160, 'the subtitle has more than 160 characters').optional(),
  theme: z.enum(['light', 'dark']).default('light'),
  /** `€`, `%`, `ms`: stands before or after each number as is usual. */
  unit: z.string().trim().max(12, 'the unit has more than 12 characters').optional(),
  decimals: z.int().min(0).max(6).optional(),
  /** Comes as a file of lines as well, which stays sharp at any size. */
  svg: z.boolean().optional(),
}
const axisTitles = { xTitle: label.optional(), yTitle: label.optional() }

const plotted = z
  .object({
    ...look,
    ...axisTitles,
    kind: z.enum(plottedKinds),
    labels: z.array(label).min(1, 'there are no figures').max(1_000, 'there are more than 1,000 labels'),
    /** In the order of the labels; null where there is no figure. */
    series: z
      .array(z.object({ name, values: z.array(figure.nullable()) }))
      .min(1, 'there are no figures')
      .max(12, 'there are more than 12 series'),
    stacked: z.boolean().default(false),
    horizontal: z.boolean().default(false),
    target: mark.optional(),
    thresholds,
    /** A remark at one of the labels. */
    annotations: z
      .array(z.object({ at: label, text: label }))
      .max(8, 'there are more than 8 annotations')
      .default([]),
  })
  .check(({ value, issues }) => {
    const problem = plottedProblem(value)
    if (problem) issues.push({ code: 'custom', message: problem, input: value, path: ['series'] })
  })

const gauge = z
  .object({
    ...look,
    kind: z.literal('gauge'),
    value: figure,
    min: figure.default(0),
    max: figure.default(100),
    target: mark.optional(),
    /** From its value up, the scale has this tone. */
    thresholds,
  })
  .refine(({ min, max }) => max > min, { error: 'a gauge needs a max above its min', path: ['max'] })

const scatter = z
  .object({
    ...look,
    ...axisTitles,
    kind: z.literal('scatter'),
    series: z
      .array(
        z.object({
          name,
          points: z.array(z.object({ x: figure, y: figure })).min(1, 'there are no figures'),
        }),
      )
      .min(1, 'there are no figures')
      .max(12, 'there are more than 12 series'),
  })
  .refine(({ series }) => sum(series.map(({ points }) => points.length)) <= mostPoints, {
    error: `there are more than ${mostPoints} points`,
    path: ['series'],
  })

const day = z.iso.date('a date must look like 2026-01-31')
const timeline = z
  .object({
    ...look,
    kind: z.literal('timeline'),
    /** Without an end it is one day. */
    items: z
      .array(z.object({ label, start: day, end: day.optional() }))
      .min(1, 'there is nothing on the timeline')
      .max(30, 'a timeline shows at most 30 items'),
  })
  .refine(({ items }) => items.every(({ start, end }) => end === undefined || end >= start), {
    error: 'something ends before it starts',
    path: ['items'],
  })

export const chartSpec = z.discriminatedUnion('kind', [plotted, gauge, scatter, timeline])

export type ChartSpec = z.output<typeof chartSpec>
export type ChartInput = z.input<typeof chartSpec>
export type Plotted = z.output<typeof plotted>
export type Gauge = z.output<typeof gauge>
export type Scatter = z.output<typeof scatter>
export type Timeline = z.output<typeof timeline>

/** The chart, checked and with its defaults; throws a BellhopError that says what it cannot show. */
export function defineChart(input: ChartInput): ChartSpec {
  const parsed = chartSpec.safeParse(input)
  if (parsed.success) return parsed.data
  const said = parsed.error.issues[0]?.message ?? 'it does not fit'
  throw new BellhopError('invalid', `I cannot draw that: ${said}.`)
}

export function isPlotted(spec: ChartSpec): spec is Plotted {
  return (plottedKinds as readonly string[]).includes(spec.kind)
}

/** The same figures as another kind, or undefined where that kind cannot show them. */
export function asKind(spec: Plotted, kind: PlottedKind): Plotted | undefined {
  const { target, ...kept } = spec
  const parsed = plotted.safeParse({
    ...kept,
    kind,
    ...(target && hasAxes(kind) ? { target } : {}),
    stacked: spec.stacked && canStack(kind),
    horizontal: spec.horizontal && kind === 'bar',
    thresholds: hasAxes(kind) ? spec.thresholds : [],
    annotations: hasAxes(kind) ? spec.annotations : [],
  })
  return parsed.success ? parsed.data : undefined
}

type Checked = z.output<z.ZodObject<(typeof plotted)['shape']>>

function plottedProblem(spec: Checked): string | undefined {
  const { kind, labels, series } = spec
  const names = series.map(({ name }) => name)
  const values = series.flatMap((one) => one.values)
  if (series.some((one) => one.values.length !== labels.length))
    return `each series needs one value for each of the ${labels.length} labels, null where there is none`
  if (values.length > mostPoints) return `there are more than ${mostPoints} values`
  if (values.every((value) => value === null)) return 'there are no figures'
  if (series.length > 1 && new Set(names).size < names.length) return 'two series have the same name'
  return optionProblem(spec) ?? shapeProblem(kind, labels.length, series.length, values)
}

function optionProblem({ kind, labels, stacked, horizontal, target, thresholds, annotations }: Checked) {
  if (stacked && !canStack(kind)) return 'only bars and areas can be stacked'
  if (horizontal && kind !== 'bar') return 'only bars can be horizontal'
  if (!hasAxes(kind) && (target || thresholds.length > 0 || annotations.length > 0))
    return 'targets, thresholds and annotations go with bars, lines and areas'
  const lost = annotations.find(({ at }) => !labels.includes(at))
  return lost && `there is no label ${lost.at} to annotate`
}

const limits: Partial<Record<PlottedKind, { labels: [least: number, most: number]; series: number; advice: string }>> =
  {
    bar: { labels: [1, 100], series: 12, advice: 'a bar chart shows at most 100 labels: draw a line' },
    pie: { labels: [1, 20], series: 1, advice: 'a pie shows one series of at most 20 values: draw bars' },
    doughnut: { labels: [1, 20], series: 1, advice: 'a doughnut shows one series of at most 20 values: draw bars' },
    funnel: { labels: [2, 12], series: 1, advice: 'a funnel shows one series of 2 to 12 steps' },
    radar: { labels: [3, 20], series: 6, advice: 'a radar shows 3 to 20 labels and at most 6 series' },
    heatmap: { labels: [1, 40], series: 12, advice: 'a heat map shows at most 40 columns and 12 rows' },
  }

function shapeProblem(kind: PlottedKind, labels: number, series: number, values: (number | null)[]) {
  const limit = limits[kind]
  if (limit && (labels < limit.labels[0] || labels > limit.labels[1] || series > limit.series)) return limit.advice
  const isShare = kind === 'pie' || kind === 'doughnut' || kind === 'funnel'
  if (isShare && values.some((value) => value === null || value < 0))
    return `a ${kind} needs a value of 0 or more for each label`
  return isShare && sum(values) <= 0 ? `a ${kind} needs a value above 0` : undefined
}

function hasAxes(kind: PlottedKind): boolean {
  return kind === 'bar' || kind === 'line' || kind === 'area'
}

function canStack(kind: PlottedKind): boolean {
  return kind === 'bar' || kind === 'area'
}

function sum(values: (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}
