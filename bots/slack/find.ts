// Whether a send with a lost answer happened: Slack is asked for messages that bear its key.
import { BellhopError } from '../../src/domain/errors.ts'
import type { Found, Sending } from '../../src/ports/chat-platform.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { type Address, addressOf } from './address.ts'
import { type Json, listAt, textAt, valueAt } from './json.ts'
import { isWrongWay } from './outcomes.ts'
import { metadataType } from './say.ts'
import type { Called, SlackApi } from './slack-api.ts'
import { payloadOf, type Share } from './steps.ts'
import type { Installation } from './workspaces.ts'

type Look = Found | { outcome: 'elsewhere' }

const mostPages = 10
/** Our clock and Slack's may differ. */
const earlierSeconds = 5 * 60

export function createFind({ api, clock }: { api: SlackApi; clock: Clock }) {
  return (sending: Sending, where: Installation): Promise<Found> => {
    switch (sending.step.call) {
      case 'say':
        return findSaid(sending, where)
      case 'share':
        return findShared(sending, payloadOf(sending.step, 'share'), where)
      default:
        // Asking again for a ticket or a conversation, and uploading again, shows nobody anything.
        return Promise.resolve({ outcome: 'absent' })
    }
  }

  async function findSaid(sending: Sending, where: Installation): Promise<Found> {
    const to = addressOf(sending.to)
    const { audience } = payloadOf(sending.step, 'say')
    if (audience === 'asker' && !to.isDirect) return { outcome: 'unknowable' }
    const isReached = to.channel === to.user
    const here = isReached ? { outcome: 'elsewhere' as const } : await lookIn(to.channel, to, sending.key, where)
    const look = here.outcome === 'elsewhere' ? await lookInDirect(to, sending.key, where) : here
    // What went by a response url bears no key.
    if (look.outcome === 'absent' && to.responseUrl && (to.urlFirst || here.outcome === 'elsewhere'))
      return { outcome: 'unknowable' }
    return look.outcome === 'elsewhere' ? { outcome: 'unknowable' } : look
  }

  async function lookInDirect(to: Address, key: string, where: Installation): Promise<Look> {
    const opened = await ask(() => api.call('conversations.open', { users: to.user }, where.token))
    const channel = opened.kind === 'ok' ? textAt(opened.body, 'channel', 'id') : undefined
    if (!channel) return { outcome: 'unknowable' }
    const { thread: _, ...alone } = to
    return lookIn(channel, alone, key, where)
  }

  async function lookIn(channel: string, { thread, at }: Address, key: string, where: Installation): Promise<Look> {
    const oldest = String(Math.max(0, Math.floor(at / 1000) - earlierSeconds))
    const common = { channel, oldest, limit: 200, include_all_metadata: true }
    let cursor: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const more = cursor ? { cursor } : {}
      const asked = await ask(() =>
        thread
          ? api.call('conversations.replies', { ...common, ts: thread, ...more }, where.token)
          : api.call('conversations.history', { ...common, ...more }, where.token),
      )
      if (asked.kind !== 'ok') return { outcome: isWrongWay(asked) ? 'elsewhere' : 'unknowable' }
      const found = listAt(asked.body, 'messages').find((message) => bears(message, key))
      if (found) return { outcome: 'sent', id: `${channel}:${textAt(found, 'ts')}` }
      cursor = textAt(asked.body, 'response_metadata', 'next_cursor')
      if (!cursor) return { outcome: 'absent' }
    }
    return { outcome: 'unknowable' }
  }

  /** A file of ours is shared by its sharing step and by nothing else. */
  async function findShared(sending: Sending, { uploads }: Share, where: Installation): Promise<Found> {
    const id = uploads.map(({ step }) => sending.before[step]).find((file) => file !== null && file !== undefined)
    if (!id) return findSaid({ ...sending, step: { call: 'say', payload: { audience: 'everyone' } } }, where)
    const asked = await ask(() => api.call('files.info', { file: id }, where.token))
    if (asked.kind !== 'ok') return { outcome: asked.error === 'file_not_found' ? 'absent' : 'unknowable' }
    return isShared(valueAt(asked.body, 'file')) ? { outcome: 'sent', id } : { outcome: 'absent' }
  }

  /** A Slack that does not answer is no answer: whoever asks comes back. */
  async function ask(call: () => Promise<Called>): Promise<Extract<Called, { kind: 'ok' | 'error' }>> {
    const called = await call()
    if (called.kind === 'ok' || called.kind === 'error') return called
    if (called.kind === 'limited') await clock.wait(Math.min(called.afterMs, 5_000))
    throw new BellhopError('unavailable', 'Slack does not say what it has.', { cause: new Error(called.kind) })
  }
}

function bears(message: Json, key: string): boolean {
  const metadata = valueAt(message, 'metadata')
  const isNamed = textAt(metadata, 'event_type') === metadataType && textAt(metadata, 'event_payload', 'key') === key
  return isNamed || listAt(message, 'blocks').some((block) => textAt(block, 'block_id')?.startsWith(`${key}.`))
}

function isShared(file: unknown): boolean {
  const lists = ['channels', 'groups', 'ims'].map((name) => valueAt(file, name))
  const shares = Object.values((valueAt(file, 'shares') ?? {}) as Json).flatMap((kind) =>
    Object.keys((kind ?? {}) as Json),
  )
  return shares.length > 0 || lists.some((list) => Array.isArray(list) && list.length > 0)
}
