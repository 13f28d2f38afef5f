// The requests of a stretch of time, and maybe of the one before it, so that another try of one is known. Two sets, of which the older is
// let go as a whole: nothing is looked through and nothing is kept for each of them but its name.
export type RecentRequests = {
  /** False when it is there already. */
  add(request: string, now: number): boolean
  takeOut(request: string): void
  /** Nothing came since then. */
  isOver(before: number): boolean
}

export function createRecentRequests(perMs: number): RecentRequests {
  let [fresh, former] = [new Set<string>(), new Set<string>()]
  let [since, last] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]

  function turnOver(now: number): void {
    if (now - since < perMs) return
    former = now - since < 2 * perMs ? fresh : new Set()
    fresh = new Set()
    since = now
  }

  return {
    add(request, now) {
      turnOver(now)
      if (fresh.has(request) || former.has(request)) return false
      last = now
      fresh.add(request)
      return true
    },
    takeOut(request) {
      fresh.delete(request)
      former.delete(request)
    },
    isOver: (before) => last <= before,
  }
}
