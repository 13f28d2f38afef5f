// The audit log at work: what seals it with the acts, and every few seconds one process that seals the rest, watches, and tells of alarms.
import { openAuditKey } from '../audit/audit-key.ts'
import { createChain } from '../audit/create-chain.ts'
import { type Keeping, keepChains } from '../audit/keep-chains.ts'
import { tellAlarms } from '../audit/tell-alarms.ts'
import { createWatch } from '../audit/watch.ts'
import type { Seal } from '../identity/seal.ts'
import type { Platforms } from '../ports/chat-platform.ts'
import type { Log } from '../ports/log.ts'
import { systemClock } from '../ports/system-clock.ts'
import { createLooker } from '../router/create-looker.ts'
import { holdLease } from '../router/hold-lease.ts'
import { createTellAdmins } from '../router/tell-admins.ts'
import type { Chain } from '../store/audit/chain-end.ts'
import type { Store } from '../store/open-store.ts'

type Options = { store: Store; seal: Seal; platforms: Platforms; log: Log; everyMs?: number }

export type AuditKeeper = { chain: Chain; start(): void; stop(): Promise<void> }

export async function openAudit(options: Options): Promise<AuditKeeper> {
  const { store, seal, platforms, log, everyMs = 2_000 } = options
  const key = await openAuditKey(store.sql, seal)
  const keeping: Keeping = {
    store,
    key,
    log,
    now: systemClock.now,
    watch: createWatch(key),
  }
  const tellAdmins = createTellAdmins(store, platforms)
  const looker = createLooker({ look, everyMs, log, name: 'audit' })
  const lease = holdLease({
    sql: store.sql,
    name: 'seal:audit',
    ms: 3_000,
    log,
    onTaken: looker.nudge,
    onLost: () => undefined,
  })
  // Only one process opens the embedded database; on a server, two that seal at once would only wait for each other.
  const isOurs = () => store.kind === 'embedded' || lease.held(500) !== undefined

  async function look(): Promise<boolean> {
    if (!isOurs()) return false
    try {
      return await keepChains(keeping)
    } finally {
      await tellAlarms({ store, log, tellAdmins })
    }
  }

  return {
    chain: createChain(key),
    start() {
      if (store.kind !== 'embedded') lease.start()
      looker.start()
    },
    async stop() {
      await looker.stop(() => true)
      // What the last events left is sealed as well; what does not end soon is left to the next start.
      for (let round = 0; round < 10 && isOurs(); round++) if (!(await keepChains(keeping))) break
      await lease.stop()
    },
  }
}
