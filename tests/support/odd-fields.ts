// A body as somebody else sends it, with one field after the other, however deep, replaced by what nobody expects there.
const deep = JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`)

const oddities: unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  'x',
  '\u0000\ud800',
  '@'.repeat(9_000),
  '<@UBOT>'.repeat(2_000),
  [],
  [null],
  [[1]],
  {},
  { id: 1 },
  deep,
]

export function* withOddFields(body: object): Generator<object> {
  for (const path of pathsIn(body)) for (const odd of oddities) yield replaced(body, path, odd) as object
}

function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...path, name]))
  return path.length > 0 ? [path, ...inner] : inner
}

function replaced(value: unknown, [first, ...rest]: string[], odd: unknown): unknown {
  if (first === undefined) return odd
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) }
  copy[first] = replaced(copy[first], rest, odd)
  return copy
}
