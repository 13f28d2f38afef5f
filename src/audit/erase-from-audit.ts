// Takes a person out of an org's audit log: what they did stays, that it was they does not, and the chain still verifies.
import { forgetSubject } from '../store/audit/audit-alert-rows.ts'
import { type AuditEntry, type Emptied, emptyParts, readSealed, type SealedEntry } from '../store/audit/audit-rows.ts'
import type { AuditKey } from './audit-key.ts'
import { digestOf, type Part, partOf, tagOf } from './hash-entry.ts'
import { type Sealing, sealAllOf } from './seal-pending.ts'

export type Subject = {
  person: string | null
  accounts: string[]
  /** Whatever else in a place, a reason or a result points to them, such as the conversation of their direct messages. */
  traces?: string[]
}

const page = 500

/** How many entries named them. Whoever calls it writes down that it was done, as for every act. */
export async function eraseFromAudit(sealing: Sealing, org: string, subject: Subject): Promise<number> {
  const { store, key } = sealing
  await sealAllOf(sealing, org)
  let count = 0
  for (let after = 0, isMore = true; isMore; ) {
    const [found, last] = await store.inOrgSql(org, async (sql) => {
      const entries = await readSealed(sql, org, after, page)
      const emptied = entries.flatMap((entry) => emptiedOf(key, org, subject, entry))
      if (emptied.length > 0) await emptyParts(sql, org, emptied)
      return [emptied.length, entries.at(-1)?.seq] as const
    })
    count += found
    isMore = last !== undefined
    after = last ?? after
  }
  const names = [...(subject.person ? [subject.person] : []), ...subject.accounts]
  await store.inOrgSql(org, (sql) => forgetSubject(sql, org, names))
  return count
}

function emptiedOf(key: AuditKey, org: string, subject: Subject, entry: SealedEntry): Emptied[] {
  const isTheirs = isBy(subject, entry)
  const tag = (part: Part, isWanted: boolean, isGone: boolean) =>
    isWanted && !isGone ? tagOf(key, org, entry.seq, part, digestOf(part, entry)) : null
  const whoErased = tag('who', isTheirs, entry.whoErased !== null)
  const detailErased = tag('detail', isTheirs || mentions(subject, entry), entry.detailErased !== null)
  return whoErased || detailErased ? [{ seq: entry.seq, whoErased, detailErased }] : []
}

function isBy({ person, accounts }: Subject, entry: AuditEntry): boolean {
  return (person !== null && entry.person === person) || (entry.account !== null && accounts.includes(entry.account))
}

function mentions({ person, accounts, traces = [] }: Subject, entry: AuditEntry): boolean {
  const said = partOf('detail', entry).join('\n')
  return [...(person ? [person] : []), ...accounts, ...traces].some((trace) => isNamed(said, trace))
}

/** `telegram:42` is not `telegram:421`. */
function isNamed(said: string, trace: string): boolean {
  for (let at = said.indexOf(trace); at >= 0; at = said.indexOf(trace, at + 1))
    if (!/[\p{L}\p{N}_-]/u.test(said[at + trace.length] ?? '')) return true
  return false
}
