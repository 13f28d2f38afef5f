// What the commands about dashboards need of this installation.
import { createHash } from 'node:crypto'
import { z } from 'zod'
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
  /** `of` is the mark of what is taken back; the last change where there is none. */
  undo(call: Call, org: string, name: string, of: string | undefined): void
}

/** Short, and another for another text: so that a button takes back only what it stands below. */
export function markOf(text: string | null): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex')
    .slice(0, 8)
}

export const yamlSchema = z.object({
  yaml: z.string().default('').describe('the lines of its file; nothing when one is attached'),
})

/** What was typed, attached or replied to. */
export async function givenText({ attached }: DashboardOptions, call: Call, command: string): Promise<string> {
  const typed = yamlSchema.parse(call.input).yaml.replace(/^```\w*\n?|\n?```$/g, '')
  const text = typed.trim() ? typed : await attached(call.incoming)
  if (text) return text
  throw new BellhopError('invalid', 'There is no dashboard in that.', {
    nextStep: `Attach a YAML file to the message that says \`/dashboard ${command}\`; \`/dashboard show\` gives one to begin with.`,
  })
}

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no dashboards.')
}
