// An approval is for one thing: tool, arguments, target, asker, place and time, under one hash. A changed byte voids it.
import { createHash } from 'node:crypto'
import type { ApprovalRow, NewApproval } from '../../store/gate/approval-rows.ts'

type Bound = Omit<NewApproval, 'digest' | 'cards'>

export function digestOf(org: string, row: Bound): string {
  const bound = [
    'bellhop approval 1',
    ...[org, row.id, row.tool, row.input, row.target, row.summary, row.asker, row.account, row.place],
    ...[row.rule, row.errand, row.needed, row.correlation, row.createdAt.getTime(), row.expiresAt.getTime()],
  ]
  return createHash('sha256').update(JSON.stringify(bound)).digest('hex')
}

/** Whether it still says what it said when it was asked. */
export function isIntact(org: string, row: ApprovalRow): boolean {
  return row.digest === digestOf(org, row)
}

/** Equal values give equal texts, whatever the order of their names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_name, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner))
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
