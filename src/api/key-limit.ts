// A sliding minute for each key, in this process: what keeps one program from taking all the room.
import type { Clock } from '../ports/clock.ts'

const minute = 60_000
const mostKeys = 10_000

/** Counts a request; how long to wait when it is one too many. */
export function createKeyLimit(clock: Pick<Clock, 'now'>, perMinute: number): (key: string) => number {
  const times = new Map<string, number[]>()

  function forgetIdle(now: number): void {
    if (times.size < mostKeys) return
    for (const [key, asked] of times) if ((asked.at(-1) ?? 0) <= now - minute) times.delete(key)
  }

  return (key) => {
    const now = clock.now()
    forgetIdle(now)
    const recent = (times.get(key) ?? []).filter((at) => at > now - minute)
    times.set(key, recent)
    const [oldest] = recent
    if (recent.length >= perMinute && oldest !== undefined) return oldest + minute - now
    recent.push(now)
    return 0
  }
}
