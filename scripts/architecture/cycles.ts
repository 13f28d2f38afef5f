// Import cycles among values. Types are gone at run time, so two files may know each other's types.
import { importsOf, type Source } from './sources.ts'

export function importCycles(sources: Source[]): string[] {
  const known = new Set(sources.map(({ path }) => path))
  const edges = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source).flatMap(({ file, isType }) => (file && !isType && known.has(file) ? [file] : [])),
    ]),
  )
  const cycles: string[] = []
  const finished = new Set<string>()
  for (const path of edges.keys()) visit(path, [])
  return cycles

  function visit(path: string, trail: string[]): void {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '))
    if (start >= 0 || finished.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    finished.add(path)
  }
}
