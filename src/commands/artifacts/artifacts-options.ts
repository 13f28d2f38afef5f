// Artifacts as the commands about them need them, and how one reads.
import { z } from 'zod'
import { shortId } from '../../domain/artifact.ts'
import { BellhopError } from '../../domain/errors.ts'
import { escapeMarkdown } from '../../domain/escape-markdown.ts'
import { type Caller, isAtLeast } from '../../domain/person.ts'
import type { Button } from '../../domain/reply.ts'
import type { ToolCall } from '../../domain/tool.ts'
import type { Artifact, Artifacts } from '../../ports/artifacts.ts'

export type Call = ToolCall<Record<string, unknown>>

export type ArtifactOptions = Pick<Artifacts, 'list' | 'find' | 'read'> & {
  /** Undefined where this installation has no address. */
  linkTo(org: string, artifact: Artifact, days: number): string | undefined
  linkDays(org: string): Promise<number>
  hasLinks: boolean
  /** Where whoever signs in to the pages can look at it, if anybody can. */
  hasSignIn: boolean
  pageOf(id: string): string
  /** These commit with the reply. */
  share(call: Call, id: string, isShared: boolean): void
  voidLinks(call: Call, id: string): void
  remove(call: Call, id: string): void
}

export const artifactId = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{4}[0-9a-f-]{0,32}$/, 'is the id that `/artifacts` shows')

export const idSchema = z.object({ id: artifactId.describe('the id that `/artifacts` shows') })

export function isTheirs({ person, account }: Artifact, caller: Caller): boolean {
  return (person !== null && person === caller.person) || account === caller.account
}

/** Only whoever made it, or an admin, decides about it. */
export async function ownFound({ find }: ArtifactOptions, call: Call): Promise<Awaited<ReturnType<Artifacts['find']>>> {
  const found = await find(call, idSchema.parse({ id: call.input.id }).id)
  if (isTheirs(found, call.caller) || isAtLeast(call.caller.role, 'admin')) return found
  throw new BellhopError('forbidden', `Only ${escapeMarkdown(found.maker)} or an admin may do that.`)
}

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so nothing is kept here.')
}

export function runs(label: string, line: string, style: NonNullable<Button['style']> = 'plain'): Button {
  return { label, action: 'run', value: line, style }
}

export function shownTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

export function named({ id, title }: Artifact): string {
  return `**${escapeMarkdown(title)}** (\`${shortId(id)}\`)`
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
