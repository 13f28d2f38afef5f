// What the commands about dashboards need of this installation.
import type { DashboardSpec } from '../../domain/dashboard.ts'
import { BellhopError } from '../../domain/errors.ts'
import type { Incoming } from '../../domain/incoming.ts'
import type { Caller } from '../../domain/person.ts'
import type { ReplyPart } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'

export type DashboardLine = { spec: DashboardSpec; text: string; isOwn: boolean }

export type Call = ToolCall<Record<string, unknown>>

/** What changes something registers it with the call. */
export type DashboardOptions = {
  all(org: string): Promise<DashboardLine[]>
  find(all: DashboardLine[], name: string): DashboardLine
  /** Rejects with what is wrong with it, by line. */
  read(text: string): DashboardSpec
  /** The text of the file that came with the message, when one did. */
  attached(incoming: Incoming | null): Promise<string | undefined>
  /** How it looks with the figures there are. */
  preview(org: string, spec: DashboardSpec, signal: AbortSignal): Promise<ReplyPart[]>
  /** Nothing takes it away. */
  save(call: Call, org: string, name: string, text: string | null): void
  undo(call: Call, org: string, name: string): void
}

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no dashboards.')
}
