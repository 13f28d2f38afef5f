// The one implementation that every floor may use: the time of this machine.
import type { Clock } from './clock.ts'

export const systemClock: Clock = { now: () => Date.now(), wait: waitForReal }

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
