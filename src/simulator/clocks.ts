// A clock that a test moves by hand.
import type { Clock } from '../ports/clock.ts'

export type MovableClock = Clock & {
  /** Moves time on; whatever waits wakes in order, each at its own moment. */
  advance(ms: number): Promise<void>
  /** How many are waiting now. */
  waiting(): number
}

type Waiter = { due: number; wake: () => void }

export function createMovableClock(start = Date.now()): MovableClock {
  let now = start
  const waiters = new Set<Waiter>()

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const waiter = { due: now + ms, wake: done }
      waiters.add(waiter)
      signal?.addEventListener('abort', done, { once: true })
      function done() {
        waiters.delete(waiter)
        signal?.removeEventListener('abort', done)
        resolve()
      }
    })
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms
    await oneTurn()
    for (let next = earliest(waiters, end); next; next = earliest(waiters, end)) {
      now = Math.max(now, next.due)
      next.wake()
      await oneTurn()
    }
    now = end
  }

  return { now: () => now, wait, advance, waiting: () => waiters.size }
}

function earliest(waiters: Set<Waiter>, end: number): Waiter | undefined {
  let first: Waiter | undefined
  for (const waiter of waiters) {
    if (waiter.due <= end && (!first || waiter.due < first.due)) first = waiter
  }
  return first
}

// What was just woken may want to wait again before time moves further.
function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
