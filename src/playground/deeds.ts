// What a person can do on the page, as it comes over the wire.
import { z } from 'zod'

export const people = ['alice', 'bob'] as const
export const personName = z.enum(people)

const words = z.string().max(12_000)
const id = z.string().max(255)
/** A request holds a megabyte in all. */
const files = z
  .array(z.object({ name: z.string().min(1).max(120), mediaType: z.string().max(120), base64: z.base64() }))
  .max(5)
  .default([])
const thumb = z.enum(['up', 'down'])

export type SentFile = z.infer<typeof files>[number]

const slackDeeds = [
  z.object({ platform: z.literal('slack'), do: z.literal('say'), in: id, thread: id.optional(), text: words, files }),
  z.object({
    platform: z.literal('slack'),
    do: z.literal('press'),
    in: id,
    ts: id.optional(),
    actionId: id,
    blockId: id.optional(),
  }),
  z.object({ platform: z.literal('slack'), do: z.literal('react'), in: id, ts: id, thumb, isOff: z.boolean() }),
  z.object({ platform: z.literal('slack'), do: z.literal('submit'), values: z.record(z.string(), z.string()) }),
  z.object({ platform: z.literal('slack'), do: z.literal('close') }),
  z.object({ platform: z.literal('slack'), do: z.literal('open'), tab: z.enum(['home', 'messages']) }),
  z.object({ platform: z.literal('slack'), do: z.literal('stop'), in: id, thread: id }),
] as const

const place = z.string().max(255).optional()

const telegramDeeds = [
  z.object({
    platform: z.literal('telegram'),
    do: z.literal('say'),
    in: place,
    replyTo: z.number().optional(),
    text: words,
    files,
  }),
  z.object({
    platform: z.literal('telegram'),
    do: z.literal('press'),
    in: place,
    on: z.number().optional(),
    label: id,
  }),
  z.object({
    platform: z.literal('telegram'),
    do: z.literal('react'),
    in: place,
    on: z.number(),
    thumb,
    isOff: z.boolean(),
  }),
  z.object({ platform: z.literal('telegram'), do: z.literal('stop'), in: place }),
] as const

export const deed = z.union([...slackDeeds, ...telegramDeeds])
export type Deed = z.infer<typeof deed>
export type SlackDeed = Extract<Deed, { platform: 'slack' }>
export type TelegramDeed = Extract<Deed, { platform: 'telegram' }>
