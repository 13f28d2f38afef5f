// Two clocks for the simulators: the machine's, and one that a test moves by hand.
import type { Clock } from '../ports/clock.ts'

export const systemClock: Clock = { now: () => Date.now(), wait: waitForReal }

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

function waitForReal(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  const due = Date.now() + ms
  return new Promise((resolve) => {
    let timer = setTimeout(wake, Math.min(ms, 2 ** 31 - 1))
    signal?.addEventListener('abort', done, { once: true })
    // Timers run on another clock and may be early by a millisecond: whoever looks at the time then would see it is not time yet.
    function wake() {
      const left = due - Date.now()
      if (left > 0 && left < 1_000) timer = setTimeout(wake, left)
      else done()
    }
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
  })
}
