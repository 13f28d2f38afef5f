// What the chain says about an entry. Whatever names a person enters it only as a salted digest, so it can be taken out again.
import { hash } from 'node:crypto'
import type { AuditEntry, Sealed } from '../store/audit/audit-rows.ts'
import type { AuditKey } from './audit-key.ts'

export type Part = 'who' | 'detail'

/** What the first entry of an org's chain stands on. */
export function genesisOf(org: string): string {
  return digest(['bellhop audit chain 1', org])
}

/** The next link: `before` is the hash of the entry before, or of the genesis. */
export function sealEntry(key: AuditKey, org: string, seq: number, before: string, entry: AuditEntry): Sealed {
  const own = hashEntry(org, seq, before, entry, digestOf('who', entry), digestOf('detail', entry))
  return { seq, hash: own, mac: key.mark(own) }
}

/** Gives one entry after the other its place behind this end. */
export function sealFrom(
  key: AuditKey,
  org: string,
  end: { seq: number; hash: string },
): (entry: AuditEntry) => Sealed {
  let { seq, hash: before } = end
  return (entry) => {
    const sealed = sealEntry(key, org, ++seq, before, entry)
    before = sealed.hash
    return sealed
  }
}

/** A list has one JSON text and that text one list, so no two entries share one. */
export function hashEntry(
  org: string,
  seq: number,
  before: string,
  entry: AuditEntry,
  who: string,
  detail: string,
): string {
  const { id, at, act, allowed, approval, correlation } = entry
  return digest(['bellhop audit entry 1', before, org, seq, id, at, act, allowed, approval, correlation, who, detail])
}

export function partOf(part: Part, entry: AuditEntry): (string | null)[] {
  return part === 'who' ? [entry.person, entry.account] : [entry.place, entry.digest, entry.reason, entry.result]
}

export function digestOf(part: Part, entry: AuditEntry): string {
  return digest([part, part === 'who' ? entry.whoSalt : entry.detailSalt, ...partOf(part, entry)])
}

/** Stands where a part was: its digest, and our word that we took it out. */
export function tagOf(key: AuditKey, org: string, seq: number, part: Part, partDigest: string): string {
  return `${partDigest}.${key.mark(`erased ${part} ${org} ${seq} ${partDigest}`)}`
}

function digest(list: (string | number | boolean | null)[]): string {
  return hash('sha256', JSON.stringify(list), 'hex')
}
