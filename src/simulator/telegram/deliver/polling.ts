// Long polling as the Bot API server does it: one poll at a time, offsets confirm, a second poll ends the first.
import type { Update } from '@grammyjs/types'
import type { Clock } from '../../../ports/clock.ts'
import { refuse } from '../api/refuse.ts'
import type { Pending, UpdateQueue } from './update-queue.ts'

export type PollOptions = { offset: number; limit: number; timeoutSeconds: number }

export type Polling = {
  poll(options: PollOptions, signal: AbortSignal): Promise<Update[]>
  /** Something was added to the queue. */
  wake(): void
  /** Ends the poll that waits with a conflict. */
  end(why: string): void
}

type Waiting = { answer(): void; fail(why: string): void }

export const otherPoller =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'

export function createPolling(clock: Clock, queue: UpdateQueue, onGiven: (given: Pending) => void): Polling {
  let waiting: Waiting | undefined

  function end(why: string): void {
    waiting?.fail(why)
    waiting = undefined
  }

  async function poll({ offset, limit, timeoutSeconds }: PollOptions, signal: AbortSignal): Promise<Update[]> {
    end(otherPoller)
    if (offset < 0) queue.keepLast(-offset)
    else queue.confirm(offset)
    const ready = queue.from(offset, limit)
    if (ready.length > 0 || timeoutSeconds === 0) return give(ready)
    const conflict = await pause(timeoutSeconds * 1000, signal)
    if (conflict) refuse(409, conflict)
    return signal.aborted ? [] : give(queue.from(offset, limit))
  }

  function pause(ms: number, signal: AbortSignal): Promise<string | undefined> {
    const over = new AbortController()
    return new Promise((resolve) => {
      const mine: Waiting = { answer: () => done(), fail: done }
      waiting = mine
      void clock.wait(ms, AbortSignal.any([signal, over.signal])).then(() => done())
      function done(conflict?: string) {
        over.abort()
        if (waiting === mine) waiting = undefined
        resolve(conflict)
      }
    })
  }

  function give(given: Pending[]): Update[] {
    for (const pending of given) onGiven(pending)
    return given.map(({ update }) => update)
  }

  // What happens at one moment, such as the pictures of an album, leaves in one answer.
  function wake(): void {
    setImmediate(() => waiting?.answer())
  }

  return { poll, wake, end }
}
