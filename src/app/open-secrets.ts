// The encryption keys at work: what is sealed under which of them, and how everything comes under a new one.
import type { SecretsOptions } from '../commands/admin/admin-secrets.ts'
import { leaveFormerKeys } from '../identity/encryption-keys.ts'
import { countEverySealed, reseal } from '../identity/reseal.ts'
import { readFact } from '../store/instance-rows.ts'
import type { Instance } from './open-instance.ts'

/** Another process may close something under a former key while we go through the rows. */
const mostRounds = 3

export function openSecrets({ store, seal, keys, turnKey }: Omit<Instance, 'queue' | 'close'>): SecretsOptions {
  const counts = () => countEverySealed(store, seal)
  const older = async () => (await counts()).reduce((sum, { all, newest }) => sum + all - newest, 0)

  return {
    counts,
    isOurs: async (org) => org === (await readFact(store.sql, 'home_org')),
    size: seal.size,
    makesKeys: turnKey !== undefined,
    async rotate(signal, tell) {
      const isAllNewest = (await older()) === 0
      // Only now: whatever a former key still has to open would be lost with it.
      if (isAllNewest) await leaveFormerKeys(store.sql, keys)
      const isTurned = isAllNewest && turnKey !== undefined
      if (isTurned) seal.put(turnKey())
      const total = { done: 0, lost: 0 }
      for (let round = 0, left = 1; round < mostRounds && left > 0; round++) {
        const { done, lost } = await reseal(store, seal, {
          signal,
          tell: (label, sum) => tell(label, total.done + sum),
        })
        total.done += done
        total.lost = lost
        left = (await older()) - lost
      }
      const left = (await older()) - total.lost
      if (left <= 0) await leaveFormerKeys(store.sql, keys)
      return { ...total, left: Math.max(0, left), isTurned }
    },
  }
}
