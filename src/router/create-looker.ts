// A loop that looks for work when nudged and, since a nudge may be missed, also by itself. Two looks never overlap.
import type { Log } from '../ports/log.ts'

export type Looker = {
  start(): void
  nudge(): void
  /** No new look begins; resolves once `isIdle`, asked after each nudge. */
  stop(isIdle: () => boolean): Promise<void>
}

type Options = {
  /** True when there may be more right away. */
  look: () => Promise<boolean>
  everyMs: number
  /** Between two looks that were nudged: nudges that come meanwhile share the second. The first is never kept waiting. */
  restMs?: number
  log: Log
  name: string
}

/** Between two looks at a store under load: each costs so much that more should come of it, and nobody in a chat notices. */
export const restAtStoreMs = 20

export function createLooker({ look, everyMs, restMs = 0, log, name }: Options): Looker {
  let running = false
  let again = false
  let stopped = true
  let timer: NodeJS.Timeout | undefined
  let onNudge: (() => void) | undefined

  async function run(): Promise<void> {
    running = true
    let failures = 0
    do {
      again = false
      try {
        if (await look()) again = true
        else if (restMs > 0) await pause(restMs)
        failures = 0
      } catch (error) {
        failures++
        log.warn({ error, loop: name }, 'looking for work failed')
        await pause(Math.min(100 * 2 ** failures, 5_000))
      }
    } while (again && !stopped)
    running = false
    onNudge?.()
  }

  function nudge(): void {
    onNudge?.()
    again = true
    if (!running && !stopped) void run()
  }

  return {
    start() {
      stopped = false
      timer = setInterval(nudge, everyMs).unref()
      nudge()
    },
    nudge,
    async stop(isIdle) {
      stopped = true
      clearInterval(timer)
      await new Promise<void>((resolve) => {
        onNudge = () => {
          if (!running && isIdle()) resolve()
        }
        onNudge()
      })
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
