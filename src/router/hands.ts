// What the sender has in hand: for each conversation its rows in order, of which only the first may be on its way.
import type { Clock } from '../ports/clock.ts'
import { systemClock } from '../ports/system-clock.ts'
import type { OutboxRow } from '../store/router/outbox-rows.ts'

export type Hands = {
  /** Begins a reading of rows; what it brings of conversations that left the hand meanwhile is out of date and not taken. */
  reading(): { add(rows: OutboxRow[]): void }
  /** The first rows of conversations that are neither busy nor resting; those that waited longest for a turn first. */
  ready(): OutboxRow[]
  begin(row: OutboxRow): void
  /** The row is settled: it leaves, and the next of its conversation is ready. */
  finish(row: OutboxRow): void
  /** Not now: the conversation rests, then its first row is ready again. */
  rest(row: OutboxRow, ms: number): void
  /** What we know of this row is out of date: its whole conversation leaves, to be read anew in order. */
  drop(row: OutboxRow): void
  dropPlan(plan: string): void
  clear(): void
  /** Whether anything of that conversation waits or is on its way. */
  has(conversation: string): boolean
  ids(): string[]
  conversations(): string[]
  size(): number
  busy(): number
}

type Hand = { rows: OutboxRow[]; state: 'ready' | 'busy' | 'resting' }

export function createHands(onReady: () => void, clock: Clock = systemClock): Hands {
  const hands = new Map<string, Hand>()
  let resting = new AbortController()
  let count = 0
  let busy = 0
  let gone = { conversations: new Set<string>(), all: false }

  /** The hand whose first row this is; a row that was cleared away and read again is another one. */
  function handOf(row: OutboxRow): Hand | undefined {
    const hand = hands.get(row.conversation)
    return hand?.rows[0] === row ? hand : undefined
  }

  function settle(conversation: string, hand: Hand): void {
    if (hand.state === 'busy') busy--
    hand.state = 'ready'
    if (hand.rows.length === 0) hands.delete(conversation)
  }

  return {
    reading() {
      const meanwhile = { conversations: new Set<string>(), all: false }
      gone = meanwhile
      return {
        add(rows) {
          if (meanwhile.all) return
          for (const row of rows) {
            if (meanwhile.conversations.has(row.conversation)) continue
            const hand = hands.get(row.conversation) ?? { rows: [], state: 'ready' }
            hand.rows.push(row)
            hands.set(row.conversation, hand)
            count++
          }
        },
      }
    },
    ready() {
      const first: OutboxRow[] = []
      for (const hand of hands.values()) if (hand.state === 'ready' && hand.rows[0]) first.push(hand.rows[0])
      return first
    },
    begin(row) {
      const hand = handOf(row)
      if (!hand) return
      hand.state = 'busy'
      busy++
    },
    finish(row) {
      const hand = handOf(row)
      if (!hand) return
      hand.rows.shift()
      count--
      // Whoever just had a turn comes last: where all share a limit, nobody waits for another to have said everything.
      hands.delete(row.conversation)
      hands.set(row.conversation, hand)
      settle(row.conversation, hand)
    },
    rest(row, ms) {
      const hand = handOf(row)
      if (!hand) return
      settle(row.conversation, hand)
      hand.state = 'resting'
      const { signal } = resting
      void clock.wait(ms, signal).then(() => {
        if (signal.aborted || hand.state !== 'resting') return
        hand.state = 'ready'
        onReady()
      })
    },
    drop(row) {
      const hand = handOf(row)
      if (!hand) return
      count -= hand.rows.length
      hand.rows = []
      settle(row.conversation, hand)
      gone.conversations.add(row.conversation)
    },
    dropPlan(plan) {
      for (const [conversation, hand] of hands) {
        const kept = hand.rows.filter((row) => row.plan !== plan)
        count -= hand.rows.length - kept.length
        hand.rows = kept
        if (kept.length === 0 && hand.state !== 'busy') hands.delete(conversation)
      }
    },
    clear() {
      resting.abort()
      resting = new AbortController()
      hands.clear()
      count = 0
      busy = 0
      gone.all = true
    },
    has: (conversation) => hands.has(conversation),
    ids: () => [...hands.values()].flatMap((hand) => hand.rows.map((row) => row.id)),
    conversations: () => [...hands.keys()],
    size: () => count,
    busy: () => busy,
  }
}
