// What the sender has in hand: for each conversation its rows in order, of which only the first may be on its way.
import type { OutboxRow } from '../store/outbox-rows.ts'

export type Hands = {
  add(rows: OutboxRow[]): void
  /** The first rows of conversations that are neither busy nor resting, oldest first. */
  ready(): OutboxRow[]
  begin(row: OutboxRow): void
  /** The row is settled: it leaves, and the next of its conversation is ready. */
  finish(row: OutboxRow): void
  /** Not now: the conversation rests, then its first row is ready again. */
  rest(row: OutboxRow, ms: number): void
  dropPlan(plan: string): void
  clear(): void
  ids(): string[]
  full(limit: number): string[]
  size(): number
  busy(): number
}

type Hand = { rows: OutboxRow[]; state: 'ready' | 'busy' | 'resting' }

export function createHands(onReady: () => void): Hands {
  const hands = new Map<string, Hand>()
  const timers = new Set<NodeJS.Timeout>()
  let count = 0
  let busy = 0

  function settle(conversation: string, hand: Hand): void {
    if (hand.state === 'busy') busy--
    hand.state = 'ready'
    if (hand.rows.length === 0) hands.delete(conversation)
  }

  return {
    add(rows) {
      for (const row of rows) {
        const hand = hands.get(row.conversation) ?? { rows: [], state: 'ready' }
        hand.rows.push(row)
        hands.set(row.conversation, hand)
      }
      count += rows.length
    },
    ready() {
      const first: OutboxRow[] = []
      for (const hand of hands.values()) if (hand.state === 'ready' && hand.rows[0]) first.push(hand.rows[0])
      return first
    },
    begin(row) {
      const hand = hands.get(row.conversation)
      if (!hand) return
      hand.state = 'busy'
      busy++
    },
    finish(row) {
      const hand = hands.get(row.conversation)
      if (!hand || hand.rows[0]?.id !== row.id) return
      hand.rows.shift()
      count--
      settle(row.conversation, hand)
    },
    rest(row, ms) {
      const hand = hands.get(row.conversation)
      if (!hand) return
      settle(row.conversation, hand)
      hand.state = 'resting'
      const timer = setTimeout(() => {
        timers.delete(timer)
        if (hand.state !== 'resting') return
        hand.state = 'ready'
        onReady()
      }, ms)
      timers.add(timer)
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
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      hands.clear()
      count = 0
      busy = 0
    },
    ids: () => [...hands.values()].flatMap((hand) => hand.rows.map((row) => row.id)),
    full: (limit) => [...hands].filter(([, hand]) => hand.rows.length >= limit).map(([conversation]) => conversation),
    size: () => count,
    busy: () => busy,
  }
}
