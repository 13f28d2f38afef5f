// What is done for the audit logs every few seconds, by one process: all is sealed, watched, and its end told of in the log.
import { forEach } from './for-each.ts'
import { logCheckpoints } from './log-checkpoints.ts'
import { type Sealing, sealPending } from './seal-pending.ts'
import { type Watching, watchSealed } from './watch-sealed.ts'

export type Keeping = Sealing & Watching

/** True when there is more to do right away. */
export function keepChains(keeping: Keeping): Promise<boolean> {
  return forEach([sealPending, watchSealed, logCheckpoints], (step) => step(keeping))
}
