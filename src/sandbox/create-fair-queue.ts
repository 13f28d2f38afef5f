// Lets so many run at a time. Those who wait are taken person by person, so that who asks for much delays only themselves.
import { BellhopError } from '../domain/errors.ts'

export type FairQueue = {
  run<Result>(owner: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>
}

type Options = { atOnce: number; perOwner: number; mostWaiting: number; mostWaitingPerOwner: number }

type Ticket = { start(): void }

export function createFairQueue({ atOnce, perOwner, mostWaiting, mostWaitingPerOwner }: Options): FairQueue {
  /** In the order of their turns. */
  const lines = new Map<string, Ticket[]>()
  const running = new Map<string, number>()
  let busy = 0
  let waiting = 0

  function next(): void {
    for (const [owner, line] of lines) {
      if (busy >= atOnce) return
      if ((running.get(owner) ?? 0) >= perOwner) continue
      const ticket = line.shift()
      lines.delete(owner)
      if (line.length > 0) lines.set(owner, line)
      if (!ticket) continue
      waiting--
      occupy(owner, 1)
      ticket.start()
    }
  }

  function occupy(owner: string, by: 1 | -1): void {
    busy += by
    const count = (running.get(owner) ?? 0) + by
    if (count > 0) running.set(owner, count)
    else running.delete(owner)
  }

  function enter(owner: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const line = lines.get(owner) ?? []
    if (line.length >= mostWaitingPerOwner) throw tooMany('You have too much waiting to run.')
    if (waiting >= mostWaiting) throw tooMany('Too much is waiting to run.')
    return new Promise((resolve, reject) => {
      const ticket = { start }
      function start() {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      function leave() {
        const place = line.indexOf(ticket)
        if (place < 0) return
        line.splice(place, 1)
        waiting--
        if (line.length === 0) lines.delete(owner)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      line.push(ticket)
      lines.set(owner, line)
      waiting++
      next()
    })
  }

  return {
    async run(owner, signal, work) {
      await enter(owner, signal)
      try {
        return await work()
      } finally {
        occupy(owner, -1)
        next()
      }
    },
  }
}

function tooMany(message: string): BellhopError {
  return new BellhopError('limited', message, { nextStep: 'Wait until some of it is done, and ask again.' })
}
