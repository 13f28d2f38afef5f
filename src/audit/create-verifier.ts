// Follows one org's chain entry by entry and says what is wrong with the first that is not as it was sealed. Keeps one hash.
import type { AuditHead } from '../store/audit/audit-head-rows.ts'
import type { SealedEntry } from '../store/audit/audit-rows.ts'
import type { AuditKey } from './audit-key.ts'
import { isSigned } from './checkpoint.ts'
import { digestOf, genesisOf, hashEntry, type Part, partOf, tagOf } from './hash-entry.ts'

/** `seq` is the first number that cannot be trusted. */
export type Fault = { seq: number; what: string }

export type Verifier = {
  take(entry: SealedEntry): Fault | undefined
  /** After the last entry: against the signed end of the chain. */
  end(head: AuditHead | undefined): Fault | undefined
  seq(): number
  erased(): number
}

/** `checkpoints` are those of this org that were kept outside. */
export function createVerifier(key: AuditKey, org: string, checkpoints: AuditHead[] = []): Verifier {
  const outside = new Map(checkpoints.map((one) => [one.seq, one]))
  let seq = 0
  let hash = genesisOf(org)
  let erased = 0

  function take(entry: SealedEntry): Fault | undefined {
    if (entry.seq !== seq + 1) return gap(seq + 1, entry.seq)
    const who = readPart(key, org, 'who', entry)
    const detail = readPart(key, org, 'detail', entry)
    const problem = who.problem ?? detail.problem
    if (problem) return { seq: entry.seq, what: problem }
    const own = hashEntry(org, entry.seq, hash, entry, who.digest, detail.digest)
    if (own !== entry.hash) return { seq: entry.seq, what: 'was changed, exchanged or put in after it was sealed' }
    if (entry.mac !== key.mark(own))
      return { seq: entry.seq, what: 'was sealed by somebody without our key: the chain was made anew from here' }
    seq = entry.seq
    hash = own
    if (entry.whoErased !== null || entry.detailErased !== null) erased++
    return compare(outside.get(seq))
  }

  /** Only whoever has our key could have made such a chain. */
  function compare(checkpoint: AuditHead | undefined): Fault | undefined {
    if (!checkpoint || checkpoint.hash === hash) return undefined
    return {
      seq,
      what: `is not what the checkpoint of ${momentOf(checkpoint)} vouches for: the chain was made anew up to here`,
    }
  }

  return {
    take,
    end(head) {
      const furthest = checkpoints.reduce((most, one) => (one.seq > most.seq ? one : most), { seq: 0, at: 0 })
      if (furthest.seq > seq) return cutOff(seq, furthest.seq, `a checkpoint of ${momentOf(furthest)} vouches for them`)
      if (!head)
        return seq === 0 ? undefined : { seq: seq + 1, what: 'cannot be known: the signed end of the chain is gone' }
      if (head.seq === 0 && seq === 0) return undefined
      if (!isSigned(key, head))
        return { seq: seq + 1, what: 'cannot be known: the end of the chain does not bear our signature' }
      if (head.seq > seq) return cutOff(seq, head.seq, `the end was signed at ${head.seq}`)
      if (head.seq < seq)
        return { seq: head.seq + 1, what: 'stands behind the signed end of the chain: an older end was put back' }
      return head.hash === hash ? undefined : { seq, what: 'is not the end that was signed' }
    },
    seq: () => seq,
    erased: () => erased,
  }
}

type ReadPart = { digest: string; problem?: string }

function readPart(key: AuditKey, org: string, part: Part, entry: SealedEntry): ReadPart {
  const [salt, tag] = part === 'who' ? [entry.whoSalt, entry.whoErased] : [entry.detailSalt, entry.detailErased]
  if (tag === null) {
    if (salt === null) return { digest: '', problem: 'lost what names a person, and no erasure accounts for it' }
    return { digest: digestOf(part, entry) }
  }
  const digest = tag.split('.')[0] ?? ''
  const isEmpty = salt === null && partOf(part, entry).every((value) => value === null)
  if (!isEmpty || tag !== tagOf(key, org, entry.seq, part, digest))
    return { digest, problem: 'claims an erasure that was never made' }
  return { digest }
}

function gap(wanted: number, found: number): Fault {
  if (found < wanted) return { seq: found, what: 'stands where no entry can: it was put in' }
  const last = found - 1
  return { seq: wanted, what: last === wanted ? 'is missing' : `to ${last} are missing` }
}

function cutOff(seq: number, end: number, why: string): Fault {
  return { seq: seq + 1, what: `${end === seq + 1 ? 'is' : `to ${end} are`} missing at the end: ${why}` }
}

function momentOf({ at }: { at: number }): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}
