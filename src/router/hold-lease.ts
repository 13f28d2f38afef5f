// Keeps a right for this process as long as it lives: takes it when it is free, renews it, notices when it was lost.
import { randomUUID } from 'node:crypto'
import type { HeldLease, LeaseKeeper } from '../ports/lease.ts'
import type { Log } from '../ports/log.ts'
import { giveUpLease, renewLease, takeLease } from '../store/lease-rows.ts'
import type { Sql } from '../store/sql.ts'

type Options = { sql: Sql; name: string; ms: number; log: Log; onTaken: () => void; onLost: () => void }

export function holdLease({ sql, name, ms, log, onTaken, onLost }: Options): LeaseKeeper {
  const owner = randomUUID()
  let lease: HeldLease | undefined
  let until = 0
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()

  async function beat(): Promise<void> {
    // Counted from before the question, so that we never believe in it longer than the store does.
    const asked = performance.now()
    try {
      if (lease && (await renewLease(sql, lease, ms))) {
        until = asked + ms
        return
      }
      if (lease) lose()
      lease = await takeLease(sql, name, owner, ms)
      if (!lease) return
      until = asked + ms
      onTaken()
    } catch (error) {
      log.warn({ error, lease: name }, 'a lease could not be renewed')
      if (lease && performance.now() > until) lose()
    }
  }

  function lose(): void {
    lease = undefined
    log.warn({ lease: name }, 'another process took over')
    onLost()
  }

  function again(): void {
    working = beat().finally(() => {
      if (timer) timer = setTimeout(again, Math.min(ms / 6, 1_000)).unref()
    })
  }

  return {
    held: (forMs) => (lease && performance.now() + forMs < until ? lease : undefined),
    start() {
      timer = setTimeout(again, 0)
    },
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await working
      if (lease) await giveUpLease(sql, lease).catch(() => undefined)
      lease = undefined
    },
  }
}
