// What a dashboard shows, as its file says it: widgets over KPIs, in the order they stand.
import { z } from 'zod'
import { kpiName } from './kpi.ts'
import { periodForms, readPeriod } from './period.ts'

/** On one line, whatever was typed. */
const title = z
  .string()
  .trim()
  .max(80)
  .overwrite((text) => text.replaceAll(/[\s\p{Cc}]+/gu, ' '))
/** A year is a number to YAML. */
const period = z
  .preprocess((given) => (typeof given === 'number' ? String(given) : given), z.string().trim())
  .refine((text) => readPeriod(text) !== undefined, `is no period: say ${periodForms}`)
const several = z.array(kpiName).min(1).max(12)
const named = { title: title.optional(), period: period.optional() }

const widget = z.union(
  [
    z.strictObject({ metric: kpiName, ...named }),
    z.strictObject({
      chart: z.union([kpiName.transform((name) => [name]), several.max(6)]),
      as: z.enum(['line', 'bar', 'area']).default('line'),
      ...named,
    }),
    z.strictObject({ funnel: several.min(2), ...named }),
    z
      .strictObject({ gauge: kpiName, min: z.number().optional(), max: z.number().optional(), ...named })
      .refine(({ min = -Infinity, max = Infinity }) => max > min, 'a gauge needs a max above its min'),
    z.strictObject({ table: several, ...named }),
    z.strictObject({ timeline: several.max(8), ...named }),
    z.strictObject({ status: several, ...named }),
  ],
  {
    error:
      'is no widget: it is one of metric, chart, funnel, gauge, table, timeline or status, each over KPIs, with title and period if you like',
  },
)

export const dashboardName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is made of small letters, digits and dashes, at most 40')

export const dashboardSpec = z.strictObject({
  name: dashboardName,
  title: title.min(1),
  period: period.default('mtd'),
  widgets: z.array(widget).min(1, 'there are no widgets').max(16, 'there are more than 16 widgets'),
})

export type DashboardSpec = z.output<typeof dashboardSpec>
export type Widget = DashboardSpec['widgets'][number]

/** Every KPI it names. */
export function kpisOf({ widgets }: Pick<DashboardSpec, 'widgets'>): string[] {
  return [...new Set(widgets.flatMap(namesIn))]
}

export function namesIn(one: Widget): string[] {
  if ('metric' in one) return [one.metric]
  if ('chart' in one) return one.chart
  if ('funnel' in one) return one.funnel
  if ('gauge' in one) return [one.gauge]
  if ('table' in one) return one.table
  return 'timeline' in one ? one.timeline : one.status
}
