// Something that was made and is kept: what it is of, and how a reply tells of it.
import { z } from 'zod'
import type { Button, ReplyPart } from './reply.ts'

export const artifactKinds = ['run', 'chart', 'dashboard'] as const
export type ArtifactKind = (typeof artifactKinds)[number]

/** What a file is to its artifact; `given` is what lay beside the code, `output` what was printed. */
export const artifactParts = ['picture', 'table', 'file', 'output', 'code', 'given'] as const
export type ArtifactPart = (typeof artifactParts)[number]

/** What keeping came to: where it is, or why there is nothing. */
export const keptArtifact = z.union([
  z.object({ id: z.string(), version: z.number().int(), link: z.string().optional() }),
  z.object({ trouble: z.string() }),
])
export type KeptArtifact = z.output<typeof keptArtifact>

export function openButton(kept: KeptArtifact | undefined): Button[] {
  return kept && 'id' in kept && kept.link ? [{ label: 'Open', url: kept.link }] : []
}

export function troubleOf(kept: KeptArtifact | undefined): ReplyPart[] {
  return kept && 'trouble' in kept ? [{ kind: 'text', text: kept.trouble }] : []
}

/** Where there is a page to open, files are not sent as well. */
export function hasPage(kept: KeptArtifact | undefined): boolean {
  return openButton(kept).length > 0
}

/** As people say and type it. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}
