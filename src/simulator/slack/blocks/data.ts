// Charts and tables, with the limits that decide between a native block and a picture.
import { z } from 'zod'

const label = z.string().min(1).max(20)
const point = z.strictObject({ label, value: z.number() })
const series = z.strictObject({ name: label, data: z.array(point).min(1).max(20) })

const axes = z.strictObject({
  categories: z.array(label).min(1).max(20),
  x_label: z.string().max(50).optional(),
  y_label: z.string().max(50).optional(),
})

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label, value: z.number().positive('must be more than 0') }))
    .min(1)
    .max(12),
})

function plotted<T extends string>(type: T) {
  return z
    .strictObject({ type: z.literal(type), series: z.array(series).min(1).max(12), axis_config: axes })
    .check(({ value, issues }) => {
      const wrong = seriesProblem(value.series, value.axis_config.categories)
      if (wrong) issues.push({ code: 'custom', message: wrong, input: value, path: ['series'] })
    })
}

function seriesProblem(all: z.infer<typeof series>[], categories: string[]): string | undefined {
  if (new Set(all.map((one) => one.name)).size < all.length) return 'series names must be unique'
  for (const one of all) {
    const labels = one.data.map((datum) => datum.label)
    const fits = labels.length === categories.length && categories.every((category) => labels.includes(category))
    if (!fits) return `series \`${one.name}\` must have exactly one value for each category`
  }
  return undefined
}

export const chart = z.discriminatedUnion('type', [pie, plotted('line'), plotted('bar'), plotted('area')])

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
  z.looseObject({ type: z.literal('rich_text'), elements: z.array(z.unknown()) }),
])

export const rows = z
  .array(z.array(cell).min(1).max(20))
  .min(2)
  .max(101)
  .check(({ value, issues }) => {
    const length = value.flat().reduce((sum, one) => sum + lengthOf(one), 0)
    if (length <= 10_000) return
    issues.push({ code: 'custom', message: 'table cells must be less than 10001 characters in all', input: value })
  })

function lengthOf(one: z.infer<typeof cell>): number {
  return one.type === 'rich_text' ? JSON.stringify(one.elements).length : one.text.length
}
