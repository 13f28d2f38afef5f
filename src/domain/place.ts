// Where something is asked, as rules name it: the platform, the channel, and whether others read along.
import type { Incoming, Platform } from './incoming.ts'

export type Place = {
  platform: Platform
  /** `slack:T1:C1`, `telegram:7:-100123`: a conversation without its thread, topic or asker. */
  channel: string
  isShared: boolean
}

export const placeWords = ['slack', 'telegram', 'console', 'private', 'shared'] as const

/** None for what nobody asked in a conversation. */
export function placeOf(incoming: Incoming | null): Place | null {
  if (!incoming) return null
  const { platform, conversation, isShared } = incoming
  return { platform, channel: channelOf(conversation), isShared }
}

export function channelOf(conversation: string): string {
  const asker = conversation.indexOf('/')
  const where = asker < 0 ? conversation : conversation.slice(0, asker)
  let end = -1
  for (let part = 0; part < 3; part++) {
    end = where.indexOf(':', end + 1)
    if (end < 0) return where
  }
  return where.slice(0, end)
}

/** `where` is a platform, `private`, `shared`, a channel or `everywhere`. */
export function isAt(where: string, place: Place | null): boolean {
  if (where === 'everywhere') return true
  if (!place) return false
  if (where === 'private') return !place.isShared
  if (where === 'shared') return place.isShared
  return where === place.platform || where === place.channel
}
