// What the page lets its person do, on each platform: say, press, react, fill in, look at a tab.
import { BellhopError, toBellhopError } from '../domain/errors.ts'
import type { Deed, SentFile, SlackDeed, TelegramDeed } from './deeds.ts'
import type { Stage } from './stage.ts'

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
      const files = what.files.map(({ name, base64 }) => ({ name, content: Buffer.from(base64, 'base64') }))
      if (text.startsWith('/') && files.length === 0) await person.types(text, { in: what.in })
      else await person.says(text, { in: what.in, files, ...(thread ? { thread } : {}) })
      return {}
    }
    case 'press': {
      const { actionId, blockId, ts } = what
      await person.presses({ actionId, ...(blockId ? { blockId } : {}), ...(ts ? { ts } : {}) }, { in: what.in })
      return {}
    }
    case 'react': {
      const channel = slack.snapshot(as).channels.find(({ id }) => id === what.in)
      const message = channel?.messages.find(({ ts }) => ts === what.ts)
      if (!message) throw new BellhopError('not_found', 'That message is gone.')
      await (what.isOff ? person.unreacts : person.reacts)(message, what.thumb === 'up' ? '+1' : '-1')
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
  switch (what.do) {
    case 'say': {
      const to = { ...where, ...(what.replyTo === undefined ? {} : { replyTo: what.replyTo }) }
      const [first, ...more] = what.files.map(toDocument)
      if (!first) await person.says(what.text, to)
      else await person.sends({ ...(more.length > 0 ? { album: [first, ...more] } : first), caption: what.text }, to)
      return {}
    }
    case 'react':
      await person.reacts(what.on, what.isOff ? undefined : what.thumb === 'up' ? '👍' : '👎', where)
      return {}
    case 'stop':
      await person.stops(where)
      return {}
    case 'press': {
      const pressed = await person.presses(what.label, { ...where, ...(what.on ? { on: what.on } : {}) })
      const { text: told } = await pressed.answered(answerMs).catch(() => ({ text: '' }))
      return told ? { told } : {}
    }
  }
}

function toDocument({ name, mediaType, base64 }: SentFile) {
  const type = mediaType === '' ? {} : { mediaType }
  return { document: { name, bytes: Buffer.from(base64, 'base64'), ...type } }
}
