// What the commands about saved queries need of this installation.
import { BellhopError } from '../../domain/errors.ts'
import type { Caller } from '../../domain/person.ts'
import type { ToolCall } from '../../domain/tool.ts'
import type { SavedQueries } from '../../ports/saved-queries.ts'
import type { SqlSources } from '../../ports/sql-sources.ts'

export type Call = ToolCall<Record<string, unknown>>

/** What changes something registers it with the call. */
export type QueryOptions = {
  queries: SavedQueries
  sources: SqlSources
  save(call: Call, org: string, query: { name: string; source: string; sql: string }): void
  /** Refused when somebody else was faster. */
  remove(call: Call, name: string): void
}

export function orgOf({ org }: Caller): string {
  if (org) return org
  throw new BellhopError('not_found', 'This place belongs to no organisation, so it has no queries.')
}

/** What Slack takes as the value of a button. */
const longestLine = 2_000

/** The command that makes it what it is, where that fits into a button. */
export function saveLine({ name, source, sql }: { name: string; source: string; sql: string }): string | undefined {
  const line = `query save ${name} --from ${source} ${sql}`
  return line.length <= longestLine ? line : undefined
}

/** Longer than any fence inside. */
export function fenced(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${sql}\n${fence}`
}
