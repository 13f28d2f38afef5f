// A group that becomes a supergroup gets a new id; its conversations go on under the old one, and replies find the new one.
import type { Clock } from '../../src/ports/clock.ts'
import type { Memory } from './memory.ts'

export type Aliases = {
  moved(from: number, to: number): Promise<void>
  /** The id that a chat's conversations go by. */
  nameOf(chat: number): Promise<number>
  /** Where a chat is now, as far as this process knows. */
  whereIs(chat: number): number
}

type Known = { name: number; until: number }

const knownAtMost = 10_000
/** Another process may learn of a move before we do. */
const trustedMs = 60_000

export function createAliases(memory: Memory, clock: Clock): Aliases {
  const names = new Map<number, Known>()
  const homes = new Map<number, number>()

  return {
    async moved(from, to) {
      homes.set(from, to)
      names.set(to, { name: from, until: Number.POSITIVE_INFINITY })
      await memory.save(`chat:${to}`, String(from))
    },
    async nameOf(chat) {
      // Only supergroups, whose ids begin with -100, were ever something else.
      if (chat > -1_000_000_000_000) return chat
      const known = names.get(chat)
      if (known && known.until > clock.now()) return known.name
      const name = Number((await memory.find(`chat:${chat}`)) ?? chat)
      if (names.size >= knownAtMost) names.clear()
      names.set(chat, { name, until: name === chat ? clock.now() + trustedMs : Number.POSITIVE_INFINITY })
      return name
    },
    whereIs: (chat) => homes.get(chat) ?? chat,
  }
}
