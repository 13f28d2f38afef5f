// Telegram's limits for one chat: some messages a second in private, some a minute in a group. Who must wait gets a moment of
// their own, so that of many who wait for one group nobody is passed over.
export type Limit = { count: number; perMs: number }

export type ChatLimits = { privateChat: Limit; group: Limit }

export type ChatPace = {
  /** 0 when the send of that key may go now, else how long to wait before asking again. */
  waitFor(chat: number, key: string): number
  /** The same for what is no reply: a third of the chat's limit is kept for those, and the rest is used evenly. */
  waitToEdit(chat: number): number
  /** We have sent so much everywhere that a refusal hardly concerns one chat alone. */
  isBusyEverywhere(): boolean
}

type Booked = { at: number; key: string; isUsed: boolean }

const missedAfterMs = 1_000
const forgottenAfterMs = 600_000
const chatsAtMost = 10_000
const busy: Limit = { count: 25, perMs: 1_000 }

export function createChatPace(limits: ChatLimits, now: () => number): ChatPace {
  const chats = new Map<number, Booked[]>()
  const lately: number[] = []

  function went(time: number): 0 {
    if (lately.length === busy.count) lately.shift()
    lately.push(time)
    return 0
  }

  function bookingsOf(chat: number): Booked[] {
    const booked = chats.get(chat) ?? []
    if (booked.length > 0) return booked
    if (chats.size >= chatsAtMost) forget(chats, now() - forgottenAfterMs)
    chats.set(chat, booked)
    return booked
  }

  return {
    waitFor(chat, key) {
      const time = now()
      const { count, perMs } = chat > 0 ? limits.privateChat : limits.group
      const booked = bookingsOf(chat)
      // Whoever comes much too late, or comes again, needs another moment.
      const mine = booked.findLast((one) => one.key === key && !one.isUsed && one.at > time - missedAfterMs)
      if (mine && mine.at > time) return mine.at - time
      if (mine) {
        mine.isUsed = true
        return went(time)
      }
      const at = Math.max(time, (booked.at(-count)?.at ?? Number.NEGATIVE_INFINITY) + perMs)
      book(booked, { at, key, isUsed: at <= time }, time - Math.max(missedAfterMs, perMs))
      return at > time ? at - time : went(time)
    },
    waitToEdit(chat) {
      const time = now()
      const { count, perMs } = chat > 0 ? limits.privateChat : limits.group
      const booked = bookingsOf(chat)
      const share = Math.max(1, count - Math.ceil(count / 3))
      const free = Math.max(
        (booked.at(-share)?.at ?? Number.NEGATIVE_INFINITY) + perMs,
        (booked.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + perMs / share,
      )
      if (free > time) return Math.ceil(free - time)
      book(booked, { at: time, key: '', isUsed: true }, time - Math.max(missedAfterMs, perMs))
      return went(time)
    },
    isBusyEverywhere() {
      const oldest = lately[lately.length - busy.count]
      return oldest !== undefined && now() - oldest <= busy.perMs
    },
  }
}

/** What no limit looks at any more leaves; all stand in the order of their moments. */
function book(booked: Booked[], one: Booked, keptFrom: number): void {
  while (booked[0] && booked[0].at < keptFrom) booked.shift()
  booked.push(one)
}

function forget(chats: Map<number, Booked[]>, before: number): void {
  for (const [chat, booked] of chats) if ((booked.at(-1)?.at ?? 0) < before) chats.delete(chat)
}
