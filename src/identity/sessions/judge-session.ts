// What a session comes to for one request: open, to be renewed, over, or in the hands of two.
import type { SessionRow } from '../../store/identity/session-rows.ts'
import { isKeyOf, type ShownKeys } from './session-keys.ts'

/** How long the key that opens pages counts. */
export const accessMs = 10 * 60_000
/** Unused for so long, or begun so long ago, a session is over. */
export const idleMs = 8 * 60 * 60_000
export const lifeMs = 7 * 24 * 60 * 60_000
/** Tabs that renew at the same moment, and answers that were lost on the way. */
export const graceMs = 30_000

export type Standing =
  | { kind: 'open' }
  | { kind: 'renew' }
  /** Renewed a moment ago, by another tab of the same browser: it gets the same keys. */
  | { kind: 'again' }
  /** A key that was used up is shown once more: there are two who have this session, and one of them is a thief. */
  | { kind: 'reused' }
  | { kind: 'closed'; reason: 'ended' | 'idle' | 'old' | 'unlinked' | 'unknown' }

export function judgeSession(row: SessionRow & { isTheirs: boolean }, shown: ShownKeys, now: number): Standing {
  const isOpening = isKeyOf(shown.access, row.accessHash) && row.renewedAt + accessMs > now
  const isFamily = isKeyOf(shown.family, row.familyHash)
  // An id alone is no secret: who shows no key of it ends nothing.
  if (!isOpening && !isFamily) return { kind: 'closed', reason: 'unknown' }
  if (row.endedAt !== null) return { kind: 'closed', reason: 'ended' }
  if (!row.isTheirs) return { kind: 'closed', reason: 'unlinked' }
  if (row.endsAt <= now) return { kind: 'closed', reason: 'old' }
  if (row.renewedAt + idleMs <= now) return { kind: 'closed', reason: 'idle' }
  if (isOpening) return { kind: 'open' }
  if (isKeyOf(shown.refresh, row.refreshHash)) return { kind: 'renew' }
  const isFormer = isKeyOf(shown.refresh, row.formerHash)
  const isEarly = !row.isSeen || row.renewedAt + graceMs > now
  return { kind: isFormer && isEarly ? 'again' : 'reused' }
}
