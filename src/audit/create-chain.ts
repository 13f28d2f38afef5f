// Puts entries behind the end of a chain in the transaction that writes them. Where that end is not as we signed it, it is left alone:
// the sealer says so in the log, and goes on.
import type { AuditHead } from '../store/audit/audit-head-rows.ts'
import type { Chain } from '../store/audit/chain-end.ts'
import type { AuditKey } from './audit-key.ts'
import { isSigned, signHead } from './checkpoint.ts'
import { sealFrom } from './hash-entry.ts'

export function createChain(key: AuditKey): Chain {
  /** Each org's end as it was signed last. Verifying takes longer than all else about a group of entries. */
  const signed = new Map<string, AuditHead>()
  return {
    lengthen({ lastSeq, lastHash, now, ...end }, entries) {
      const { org } = end
      if (end.seq !== lastSeq || end.hash !== lastHash) return undefined
      if (!isSame(signed.get(org), end) && !isSigned(key, end)) return undefined
      const seals = entries.map(sealFrom(key, org, end))
      const { seq, hash } = seals.at(-1) ?? end
      const head = signHead(key, { org, seq, hash, at: now })
      signed.set(org, head)
      return { seals, head }
    },
  }
}

function isSame(known: AuditHead | undefined, { seq, hash, at, signature }: AuditHead): boolean {
  return known?.signature === signature && known.seq === seq && known.hash === hash && known.at === at
}
