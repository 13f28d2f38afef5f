// Audit entries as lines of a file. People stand in it as ids, never by name.
import { csvField } from '../domain/csv-field.ts'
import type { AuditLine } from '../store/audit/audit-search.ts'

export const auditFormats = ['ndjson', 'csv'] as const
export type AuditFormat = (typeof auditFormats)[number]

const columns = {
  seq: (line) => line.seq,
  at: (line) => new Date(line.at).toISOString(),
  person: (line) => line.person,
  account: (line) => line.account,
  place: (line) => line.place,
  act: (line) => line.act,
  allowed: (line) => line.allowed,
  reason: (line) => line.reason,
  approval: (line) => line.approval,
  result: (line) => line.result,
  reference: (line) => line.correlation,
  digest: (line) => line.digest,
  erased: (line) => line.isErased,
  hash: (line) => line.hash,
} satisfies Record<string, (line: AuditLine) => unknown>

/** What stands above the lines. */
export function auditFileHead(format: AuditFormat): string {
  return format === 'csv' ? `${Object.keys(columns).map(csvField).join(',')}\r\n` : ''
}

export function auditFileLine(format: AuditFormat, line: AuditLine): string {
  const values = Object.entries(columns).map(([name, read]) => [name, read(line)] as const)
  if (format === 'ndjson') return `${JSON.stringify(Object.fromEntries(values))}\n`
  return `${values.map(([, value]) => csvField(String(value ?? ''))).join(',')}\r\n`
}
