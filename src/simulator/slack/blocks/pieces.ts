// The small things that blocks are made of: texts, options, confirmations, pictures.
import { z } from 'zod'

export const plain = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  })

const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  })

export const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)])

export const id = z.string().min(1).max(255)

export const option = z.strictObject({
  text: text(75),
  value: z.string().min(1).max(150),
  description: text(75).optional(),
  url: z.string().min(1).max(3000).optional(),
})

export const options = (max: number) => z.array(option).min(1).max(max)

export const optionGroups = z
  .array(z.strictObject({ label: plain(75), options: options(100) }))
  .min(1)
  .max(100)

export const style = z.enum(['primary', 'danger'])

export const confirm = z.strictObject({
  title: plain(100).optional(),
  text: text(300),
  confirm: plain(30).optional(),
  deny: plain(30).optional(),
  style: style.optional(),
})

export const url = z.string().min(1).max(3000)

export const picture = {
  alt_text: z.string().max(2000),
  image_url: url.optional(),
  slack_file: z.strictObject({ id: z.string().optional(), url: z.string().optional() }).optional(),
}

export const image = z.strictObject({ type: z.literal('image'), ...picture }).check(hasOneOf('image_url', 'slack_file'))

/** The object holds exactly one of these fields. */
export function hasOneOf(...fields: string[]): z.core.CheckFn<Record<string, unknown>> {
  return ({ value, issues }) => {
    if (fields.filter((field) => value[field] !== undefined).length === 1) return
    issues.push({ code: 'custom', message: `must define either ${named(fields)}`, input: value })
  }
}

/** The object holds at least one of these fields. */
export function hasSomeOf(...fields: string[]): z.core.CheckFn<Record<string, unknown>> {
  return ({ value, issues }) => {
    if (fields.some((field) => value[field] !== undefined)) return
    issues.push({ code: 'custom', message: `must define either ${named(fields)}`, input: value })
  }
}

function named(fields: string[]): string {
  return fields.map((field) => `\`${field}\``).join(' or ')
}
