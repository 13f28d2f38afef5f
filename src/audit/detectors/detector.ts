// Something in the audit log that admins want to hear of. Each detector looks at a span of the chain and may ask for what was before.
import type { Notable, Span } from '../../store/audit/audit-span.ts'
import type { Sql } from '../../store/sql.ts'
import type { AuditKey } from '../audit-key.ts'
import type { AccountsSeen } from './accounts-seen.ts'

/** So many of them within so long. */
export type Threshold = { count: number; withinMs: number }

export type Finding = { subject: string; count: number; at: number; correlation: string }

export type Scene = {
  sql: Sql
  org: string
  key: AuditKey
  span: Span
  /** What was refused in it, or done by an admin's right or a key, in order of time. */
  notable: Notable[]
  threshold: Threshold
  accountsSeen: AccountsSeen
}

export type Detector = {
  name: string
  /** What it looks for, as in a list. */
  summary: string
  usual: Threshold
  find(scene: Scene): Promise<Finding[]>
  /** Of whom, how often and how long, as admins are told. */
  sentence(who: string, count: number, within: string): string
}

/** The person, or the account of somebody who is none here. */
export function subjectOf({ person, account }: { person: string | null; account: string | null }): string | undefined {
  return person ?? account ?? undefined
}

export type Happening = { who: string; at: number; correlation: string; account: string | null }

/**
 * The latest moment of each subject at which the threshold was reached; `happenings` are in order of time.
 * `counts` says whether those of one window are enough of what is looked for.
 */
export function findBursts(
  happenings: Happening[],
  { count, withinMs }: Threshold,
  counts: (window: Happening[]) => boolean = () => true,
): Finding[] {
  return [...Map.groupBy(happenings, (one) => one.who)].flatMap(([subject, all]) => {
    let first = all.length
    for (let last = all.length - 1; last >= count - 1; last--) {
      const end = all[last]
      if (!end) continue
      first = Math.min(first, last + 1)
      while (first > 0 && (all[first - 1]?.at ?? 0) > end.at - withinMs) first--
      if (last - first + 1 < count) continue
      const window = all.slice(first, last + 1)
      if (counts(window)) return [{ subject, count: window.length, at: end.at, correlation: end.correlation }]
    }
    return []
  })
}
