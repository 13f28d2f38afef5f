// Tells `query revenue` from figures, with what was asked for by name behind it.
export function asksForQuery(data: string): { name: string; flags: string } | undefined {
  const [, name, flags = ''] = /^\s*query\s+([a-z][a-z0-9_-]*)\s*((?:--|[—–―])\p{L}.*)?$/isu.exec(data) ?? []
  return name ? { name, flags } : undefined
}
