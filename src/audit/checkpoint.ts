// A signed line that says where a chain ended at some moment. Kept outside, it finds out whoever cuts the chain off or makes it anew.
import type { AuditHead } from '../store/audit/audit-head-rows.ts'
import type { AuditKey } from './audit-key.ts'

/** The end of a chain, signed by the key that marks its entries. */
export function signHead(key: AuditKey, end: Pick<AuditHead, 'org' | 'seq' | 'hash' | 'at'>): AuditHead {
  return { ...end, key: key.id, signature: key.sign(textOf(end)) }
}

export function isSigned(key: AuditKey, head: AuditHead): boolean {
  const isMoment = !Number.isNaN(new Date(head.at).getTime())
  return isMoment && key.hasSigned(textOf(head), head.signature)
}

export function checkpointLine(head: AuditHead): string {
  return `${textOf(head)} ${head.key} ${head.signature}`
}

/** Every checkpoint in a text, whatever stands around it: a log will do. */
export function findCheckpoints(text: string): AuditHead[] {
  return [...text.matchAll(line)].map(([, org = '', seq, hash = '', at = '', key = '', signature = '']) => {
    return { org, seq: Number(seq), hash, at: Date.parse(at), key, signature }
  })
}

const line =
  /bellhop-audit-1 ([0-9a-f-]{36}) (\d{1,15}) ([0-9a-f]{64}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{16}) ([0-9a-f]{128})/g

function textOf({ org, seq, hash, at }: Pick<AuditHead, 'org' | 'seq' | 'hash' | 'at'>): string {
  return `bellhop-audit-1 ${org} ${seq} ${hash} ${new Date(at).toISOString()}`
}
