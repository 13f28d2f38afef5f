// What the commands about people's data need.
import { BellhopError } from '../../domain/errors.ts'
import type { Incoming } from '../../domain/incoming.ts'
import type { Caller } from '../../domain/person.ts'
import type { Target } from '../../domain/tool.ts'

/** What an erasure would do: rows of each table that go, and others that are only rid of them. */
export type Foreseen = {
  person: string
  name: string
  accounts: string[]
  /** As they stand in what others wrote. */
  names: string[]
  tables: ForeseenTable[]
}

export type ForeseenTable = {
  /** What one of its rows is to people, and what many are. */
  words: [one: string, many: string]
  deleted: number
  struck: number
  /** Of those that are struck: where nothing but a name of theirs stands. */
  onlyNamed: number
}

export type ErasureRecord = { id: string; state: 'asked' | 'gone' | 'done'; at: Date; rows: number }

export type ExportedData = {
  name: string
  rows: number
  isWhole: boolean
  file: { name: string; mediaType: string; base64: string }
  /** Files they made: those in it, and those that are too large for it. */
  files: number
  leftOut: number
}

export type DataOptions = {
  /** The one person that is meant, by a name, a mention, an account or the id that a button says. */
  target(caller: Caller, who: string): Promise<Target>
  foresee(caller: Caller, who: string): Promise<Foreseen>
  /** Rejects whom the caller may not erase. The change begins it, together with the reply. */
  erase(
    caller: Caller,
    who: string,
    how: { incoming: Incoming | null; leaveNames: boolean; key: string },
  ): Promise<(transaction: unknown) => Promise<void>>
  export(caller: Caller, who: string): Promise<ExportedData>
  list(org: string): Promise<ErasureRecord[]>
}

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so nothing is held of anybody here.')
}
