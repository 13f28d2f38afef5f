// By which accounts people acted of late, remembered so that the store is not asked about everybody again. What is remembered holds
// for the one chain that ends in its hash: after another process, a rollback or a start, the store is asked.
import { readLastActs } from '../../store/audit/audit-history.ts'
import type { Scene } from './detector.ts'

export type AccountsSeen = {
  /** Those in the span who acted by several accounts since then, and maybe some more who did so later than asked. */
  findSeveral(scene: Scene, since: number): Promise<string[]>
}

type LastActs = Map<string, Map<string, number>>
type Seen = { end: string | undefined; since: number; people: LastActs }

export function createAccountsSeen(): AccountsSeen {
  const orgs = new Map<string, Seen>()

  async function recall({ sql, org, span: { before } }: Scene, since: number): Promise<Seen> {
    const seen = orgs.get(org)
    if (before !== undefined && seen?.end === before && seen.since <= since) return seen
    const people: LastActs = new Map()
    for (const { person, account, at } of await readLastActs(sql, org, since)) note(people, person, account, at)
    return { end: before, since, people }
  }

  return {
    async findSeveral(scene, since) {
      const { org, span, threshold } = scene
      const seen = await recall(scene, since)
      for (const { person, account, last } of span.acts) if (person && account) note(seen.people, person, account, last)
      forget(seen, since, threshold.withinMs)
      orgs.set(org, { ...seen, end: span.end })
      const asked = new Set(span.acts.flatMap(({ person }) => person ?? []))
      return [...asked].filter((person) => countSince(seen.people.get(person), since) > 1)
    },
  }
}

function note(people: LastActs, person: string, account: string, at: number): void {
  const accounts = people.get(person) ?? new Map<string, number>()
  accounts.set(account, Math.max(at, accounts.get(account) ?? at))
  people.set(person, accounts)
}

/** A window more than is asked for stays, so that an entry committed late needs no look at the store. */
function forget(seen: Seen, since: number, withinMs: number): void {
  const kept = since - withinMs
  if (kept - seen.since < withinMs) return
  for (const [person, accounts] of seen.people) {
    for (const [account, at] of accounts) if (at <= kept) accounts.delete(account)
    if (accounts.size === 0) seen.people.delete(person)
  }
  seen.since = kept
}

function countSince(accounts: Map<string, number> | undefined, since: number): number {
  return [...(accounts?.values() ?? [])].filter((at) => at > since).length
}
