// Tells whoever listens that something changed: people who wait for an answer, tests, the playground page.
export type Change =
  | { kind: 'message' | 'edited' | 'deleted' | 'reaction' | 'draft' | 'action' | 'member' | 'topic'; room: string }
  | { kind: 'chat' | 'commands' }
  | { kind: 'press'; query: string }
  | { kind: 'request' | 'delivery' }

export type Changes = {
  emit(change: Change): void
  subscribe(listener: (change: Change) => void): () => void
  /** Resolves with the first value that `look` gives; it looks now and after each change, and gives up when `withinMs` have really passed. */
  until<T>(look: () => T | undefined | false, withinMs: number, problem: () => string): Promise<T>
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>()

  function subscribe(listener: (change: Change) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function until<T>(look: () => T | undefined | false, withinMs: number, problem: () => string): Promise<T> {
    const now = look()
    if (now !== undefined && now !== false) return Promise.resolve(now)
    return new Promise((resolve, reject) => {
      const unsubscribe = subscribe(() => {
        const value = look()
        if (value === undefined || value === false) return
        stop()
        resolve(value)
      })
      // The machine's own time: a clock that a test moves by hand would never let go.
      const timer = setTimeout(() => {
        stop()
        reject(new Error(problem()))
      }, withinMs)
      function stop() {
        clearTimeout(timer)
        unsubscribe()
      }
    })
  }

  return {
    emit(change) {
      for (const listener of [...listeners]) listener(change)
    },
    subscribe,
    until,
  }
}
