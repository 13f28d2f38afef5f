// What was made, kept with what made it, as the rooms that make and show things need it.
import type { ArtifactKind, ArtifactPart, KeptArtifact } from '../domain/artifact.ts'
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import type { ToolCall } from '../domain/tool.ts'

export type NewFile = { part: ArtifactPart; name: string; title: string; content: Buffer }

export type NewArtifact = {
  kind: ArtifactKind
  title: string
  tool: string
  input: unknown
  files: NewFile[]
  /** The id of what this is the next version of. */
  after?: string
  /** How long its files may take: where people wait for the answer, not long. */
  patienceMs?: number
}

export type ArtifactFile = {
  place: number
  part: ArtifactPart
  name: string
  title: string
  mediaType: string
  bytes: number
}

export type Artifact = {
  id: string
  lineage: string
  version: number
  kind: ArtifactKind
  title: string
  tool: string
  input: string
  person: string | null
  account: string
  maker: string
  channel: string
  isShared: boolean
  linkRound: number
  at: Date
  bytes: number
}

/** A file that is kept, wherever it lies: as it stands in an archive, and how people get it alone. */
export type KeptFile = { path: string; bytes: number; way: string; read(): Promise<Buffer> }

/** Who asks, and where: what was made in a place can be seen there. */
export type Onlooker = { caller: Caller; incoming: Incoming | null }

export type Artifacts = {
  /**
   * Keeps it and commits that together with the reply; nothing where there is no org. What cannot be kept is told by a
   * sentence, since what was made is there all the same.
   */
  keep(
    call: Pick<ToolCall<unknown>, 'caller' | 'incoming' | 'change' | 'signal'>,
    made: NewArtifact,
  ): Promise<KeptArtifact | undefined>
  /** The newest first, of those that the onlooker may see. */
  list(onlooker: Onlooker, limit: number): Promise<Artifact[]>
  /** By id or its beginning; rejects with `not_found` for what is not there and what may not be seen alike. */
  find(onlooker: Onlooker, id: string): Promise<Artifact & { files: ArtifactFile[] }>
  /** Rejects with `not_found` when it is gone. */
  read(org: string, id: string, place: number): Promise<{ file: ArtifactFile; content: Buffer }>
}
