// Questions to databases of others that an org kept by name, and what comes of them.
import type { SqlAnswer } from './sql-sources.ts'

export type SavedQueryLine = { name: string; source: string; sql: string; at: Date; who: string }

export type SavedQueries = {
  /** By name. */
  all(org: string): Promise<SavedQueryLine[]>
  /** Rejects with what was probably meant when there is none of that name. */
  find(org: string, name: string): Promise<SavedQueryLine>
  /** Asks it anew. */
  run(org: string, name: string, how: { signal: AbortSignal; ms?: number }): Promise<SavedQueryLine & SqlAnswer>
}
