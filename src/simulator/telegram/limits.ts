// Telegram's limits on sending. Edits count like messages; each item of an album counts.
import type { Chat } from '@grammyjs/types'
import type { Clock } from '../../ports/clock.ts'

export type Limits = {
  /** Seconds to wait before this many sends to the chat are allowed, or nothing when they are, and then they count. */
  take(bot: number, chat: Chat, count: number): number | undefined
  isOn: boolean
}

type Limit = { count: number; perMs: number }

const everything: Limit = { count: 30, perMs: 1000 }
const group: Limit = { count: 20, perMs: 60_000 }
/** One a second on the average; a short burst passes. */
const privateBurst: Limit = { count: 3, perMs: 3000 }

export function createLimits(clock: Clock, isOn: boolean): Limits {
  const sent = new Map<string, number[]>()

  function recent(key: string, limit: Limit): number[] {
    const since = clock.now() - limit.perMs
    const times = (sent.get(key) ?? []).filter((time) => time > since)
    sent.set(key, times)
    return times
  }

  function waitMs(key: string, limit: Limit, count: number): number {
    const times = recent(key, limit)
    const surplus = times.length + Math.min(count, limit.count) - limit.count
    const last = surplus > 0 ? times[surplus - 1] : undefined
    return last === undefined ? 0 : last + limit.perMs - clock.now()
  }

  const limits: Limits = {
    isOn,
    take(bot, chat, count) {
      if (!limits.isOn) return undefined
      const perChat = chat.type === 'private' ? privateBurst : group
      const chatKey = `${bot} ${chat.id}`
      const botKey = `${bot}`
      const wait = Math.max(waitMs(botKey, everything, count), waitMs(chatKey, perChat, count))
      if (wait > 0) return Math.ceil(wait / 1000)
      for (const key of [botKey, chatKey]) sent.get(key)?.push(...new Array<number>(count).fill(clock.now()))
      return undefined
    },
  }
  return limits
}
