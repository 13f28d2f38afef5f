// The loop that erases people, in one process at a time.
import { openAuditKey } from '../audit/audit-key.ts'
import type { Log } from '../ports/log.ts'
import { systemClock } from '../ports/system-clock.ts'
import { type EraserParts, eraseNext } from '../privacy/erase-next.ts'
import { createLooker } from '../router/create-looker.ts'
import { holdLease } from '../router/hold-lease.ts'
import type { Instance } from './open-instance.ts'

export type Erasing = { start(): void; stop(): Promise<void> }

type Options = Pick<Instance, 'store' | 'seal'> & Pick<EraserParts, 'platforms' | 'revoke' | 'dropFiles'> & { log: Log }

export function openErasing({ store, seal, log, ...others }: Options): Erasing {
  const stopping = new AbortController()
  const looker = createLooker({ look, everyMs: 1_000, log, name: 'erasures' })
  const lease = holdLease({
    ...{ sql: store.sql, name: 'erase', ms: 10_000, log },
    onTaken: looker.nudge,
    onLost: () => undefined,
  })
  const isOurs = () => store.kind === 'embedded' || lease.held(500) !== undefined

  async function look(): Promise<boolean> {
    if (!isOurs()) return false
    const sealing = async () => ({ store, key: await openAuditKey(store.sql, seal), log, now: systemClock.now })
    const isDone = await eraseNext({ store, sealing, log, ...others }, stopping.signal)
    if (isDone) await store.reclaim()
    return isDone
  }

  return {
    start() {
      if (store.kind !== 'embedded') lease.start()
      looker.start()
    },
    async stop() {
      stopping.abort()
      await looker.stop(() => true)
      await lease.stop()
    },
  }
}
