// The audit log as a file, oldest entries first, read in short transactions and handed on piece by piece.
import { type AuditFilter, type Cursor, readAuditPage } from '../store/audit/audit-search.ts'
import type { Store } from '../store/open-store.ts'
import { type AuditFormat, auditFileHead, auditFileLine } from './audit-formats.ts'

export type AuditPiece = { text: string; entries: number; end: Cursor }

export type AuditExport = {
  org: string
  format: AuditFormat
  filter: AuditFilter
  /** Goes on after the last entry of an earlier file. */
  from?: Cursor | undefined
}

const page = 500

export async function* exportAudit(
  store: Store,
  { org, format, filter, from }: AuditExport,
): AsyncGenerator<AuditPiece> {
  let head = auditFileHead(format)
  for (let after = from; ; ) {
    const lines = await store.inOrgSql(org, (sql) =>
      readAuditPage(sql, filter, { way: 'newer', from: after, limit: page }),
    )
    const last = lines.at(-1)
    if (!last) return
    after = { at: last.at, id: last.id }
    yield { text: head + lines.map((line) => auditFileLine(format, line)).join(''), entries: lines.length, end: after }
    head = ''
    if (lines.length < page) return
  }
}
