// The updates that wait for one bot, in the order they go out.
import type { Update } from '@grammyjs/types'

export type UpdateType = Exclude<keyof Update, 'update_id'>

export type Pending = {
  update: Update
  type: UpdateType
  /** Over a webhook the next update of a lane waits for the one before. */
  lane: string
  expiresAt: number
  /** Goes out once more whatever offset the bot confirmed: a fault made it late, or double. */
  isRegardless: boolean
}

export type UpdateQueue = {
  add(...pending: Pending[]): void
  /** The next one is put behind whatever comes after it. */
  hold(pending: Pending): void
  /** What a poll from this offset gets. */
  from(offset: number, limit: number): Pending[]
  confirm(offset: number): void
  /** Forgets all but the last so many. */
  keepLast(count: number): void
  remove(pending: Pending): void
  /** The first of each lane. */
  heads(): Pending[]
  size(): number
}

export function createUpdateQueue(now: () => number): UpdateQueue {
  let waiting: Pending[] = []
  let held: Pending[] = []

  function alive(): Pending[] {
    waiting = waiting.filter(({ expiresAt }) => expiresAt > now())
    return waiting
  }

  return {
    add(...pending) {
      waiting.push(...pending, ...held)
      held = []
    },
    hold(pending) {
      held.push({ ...pending, isRegardless: true })
    },
    from(offset, limit) {
      const asked = alive().filter(({ update, isRegardless }) => isRegardless || update.update_id >= offset)
      const given = asked.slice(0, limit)
      for (const pending of given) pending.isRegardless = false
      return given
    },
    confirm(offset) {
      waiting = waiting.filter(({ update, isRegardless }) => isRegardless || update.update_id >= offset)
    },
    keepLast(count) {
      waiting = count > 0 ? waiting.slice(-count) : []
    },
    remove(pending) {
      waiting = waiting.filter((other) => other !== pending)
    },
    heads() {
      const first = new Map<string, Pending>()
      for (const pending of alive()) if (!first.has(pending.lane)) first.set(pending.lane, pending)
      return [...first.values()]
    },
    size: () => alive().length,
  }
}
