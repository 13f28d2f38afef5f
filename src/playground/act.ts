// What the page lets its person do, on each platform: say, press, fill in, look at a tab.
import { z } from 'zod'
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Stage } from './stage.ts'

export const people = ['alice', 'bob'] as const
export const personName = z.enum(people)

const text = z.string().min(1).max(12_000)
const id = z.string().max(255)

const slackDeeds = [
  z.object({ platform: z.literal('slack'), do: z.literal('say'), in: id, thread: id.optional(), text }),
  z.object({
    platform: z.literal('slack'),
    do: z.literal('press'),
    in: id,
    ts: id.optional(),
    actionId: id,
    blockId: id.optional(),
  }),
  z.object({ platform: z.literal('slack'), do: z.literal('submit'), values: z.record(z.string(), z.string()) }),
  z.object({ platform: z.literal('slack'), do: z.literal('close') }),
  z.object({ platform: z.literal('slack'), do: z.literal('open'), tab: z.enum(['home', 'messages']) }),
  z.object({ platform: z.literal('slack'), do: z.literal('stop'), in: id, thread: id }),
] as const

const place = z.string().max(255).optional()

const telegramDeeds = [
  z.object({ platform: z.literal('telegram'), do: z.literal('say'), in: place, replyTo: z.number().optional(), text }),
  z.object({
    platform: z.literal('telegram'),
    do: z.literal('press'),
    in: place,
    on: z.number().optional(),
    label: id,
  }),
  z.object({ platform: z.literal('telegram'), do: z.literal('stop'), in: place }),
] as const

export const deed = z.union([...slackDeeds, ...telegramDeeds])
export type Deed = z.infer<typeof deed>
type SlackDeed = Extract<Deed, { platform: 'slack' }>
type TelegramDeed = Extract<Deed, { platform: 'telegram' }>

/** Resolves with what the platform tells the person at once, when it tells them something. */
export async function act(stage: Stage, as: string, what: Deed): Promise<{ told?: string }> {
  try {
    return what.platform === 'slack' ? await actInSlack(stage, as, what) : await actInTelegram(stage, as, what)
  } catch (thrown) {
    const error = toBellhopError(thrown)
    // The simulators refuse in words meant for whoever acts there.
    const why = error.code === 'internal' && thrown instanceof Error ? thrown.message : error.message
    throw new BellhopError('invalid', why, { cause: thrown })
  }
}

async function actInSlack({ slack }: Stage, as: string, what: SlackDeed): Promise<{ told?: string }> {
  const person = slack.person(as)
  switch (what.do) {
    case 'say': {
      const { text, thread } = what
      if (text.startsWith('/')) await person.types(text, { in: what.in })
      else await person.says(text, { in: what.in, ...(thread ? { thread } : {}) })
      return {}
    }
    case 'press': {
      const { actionId, blockId, ts } = what
      await person.presses({ actionId, ...(blockId ? { blockId } : {}), ...(ts ? { ts } : {}) }, { in: what.in })
      return {}
    }
    case 'submit': {
      const { outcome, errors } = await person.submits(what.values)
      const told = outcome === 'incomplete' ? Object.entries(errors).map((one) => one.join(': ')) : []
      return told.length > 0 ? { told: told.join(' ') } : {}
    }
    case 'close':
      await person.closes()
      return {}
    case 'open':
      await person.opens(what.tab)
      return {}
    case 'stop':
      await person.stops({ in: what.in, thread: what.thread })
      return {}
  }
}

const answerMs = 4_000

async function actInTelegram({ telegram }: Stage, as: string, what: TelegramDeed): Promise<{ told?: string }> {
  const person = telegram.person(as)
  const where = what.in === undefined ? {} : { in: what.in }
  if (what.do === 'say') {
    await person.says(what.text, { ...where, ...(what.replyTo === undefined ? {} : { replyTo: what.replyTo }) })
    return {}
  }
  if (what.do === 'stop') {
    await person.stops(where)
    return {}
  }
  const pressed = await person.presses(what.label, { ...where, ...(what.on ? { on: what.on } : {}) })
  const { text: told } = await pressed.answered(answerMs).catch(() => ({ text: '' }))
  return told ? { told } : {}
}
