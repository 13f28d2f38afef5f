// A few at once; the others wait for their turn, and not too many of them.
import { BellhopError } from '../domain/errors.ts'

export type Turns = {
  /** Resolves to what ends the turn. */
  enter(signal: AbortSignal): Promise<() => void>
}

export function createTurns({ atOnce, waiting: mostWaiting }: { atOnce: number; waiting: number }): Turns {
  const waiting: (() => void)[] = []
  let busy = 0

  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else busy--
  }

  return {
    async enter(signal) {
      signal.throwIfAborted()
      if (busy < atOnce) busy++
      else {
        if (waiting.length >= mostWaiting)
          throw new BellhopError('limited', 'Many others are asking right now.', { nextStep: 'Try again in a minute.' })
        const turn = Promise.withResolvers<void>()
        const giveUp = () => {
          const at = waiting.indexOf(turn.resolve)
          // Let in at this very moment: they leave like everybody else.
          if (at < 0) return
          waiting.splice(at, 1)
          turn.reject(signal.reason)
        }
        waiting.push(turn.resolve)
        signal.addEventListener('abort', giveUp, { once: true })
        // Whoever is let in waits no more: what is aborted later must take nobody else's place away.
        await turn.promise.finally(() => signal.removeEventListener('abort', giveUp))
      }
      let isOver = false
      return () => {
        if (!isOver) leave()
        isOver = true
      }
    },
  }
}
