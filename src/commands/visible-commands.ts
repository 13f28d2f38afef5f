// What commands about commands need: the registry, and who may run what.
import type { Incoming } from '../domain/incoming.ts'
import type { Caller } from '../domain/person.ts'
import type { AnyTool } from '../domain/tool.ts'
import type { Entry, Registry } from '../gate/registry.ts'

export type Catalog = {
  /** Asked when a command runs: these commands stand in the registry themselves. */
  registry: () => Pick<Registry, 'commands' | 'find' | 'findLine' | 'closest'>
  mayRun(caller: Caller, tool: AnyTool, incoming: Incoming | null): boolean | Promise<boolean>
}

/** What the caller may run there, in the order of declaration. */
export async function visibleCommands(
  catalog: Pick<Catalog, 'registry' | 'mayRun'>,
  caller: Caller,
  incoming: Incoming | null,
): Promise<Entry[]> {
  const entries = catalog.registry().commands()
  const allowed = await Promise.all(entries.map((entry) => catalog.mayRun(caller, entry.tool, incoming)))
  const seen = entries.filter((_, i) => allowed[i])
  // A parent is a way to its subcommands.
  return entries.filter((entry) => seen.includes(entry) || entry.under.some((sub) => seen.includes(sub)))
}
