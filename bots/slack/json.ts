// Reads what Slack sends without trusting its shape: a value that is not what was expected is simply not there.
export type Json = Record<string, unknown>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at the end of a path of names and positions. */
export function valueAt(from: unknown, ...path: (string | number)[]): unknown {
  let value = from
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

/** The text there; an empty one counts as none, as Slack means it. */
export function textAt(from: unknown, ...path: (string | number)[]): string | undefined {
  const value = valueAt(from, ...path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function jsonAt(from: unknown, ...path: (string | number)[]): Json | undefined {
  const value = valueAt(from, ...path)
  return isJson(value) ? value : undefined
}

export function listAt(from: unknown, ...path: (string | number)[]): Json[] {
  const value = valueAt(from, ...path)
  return Array.isArray(value) ? value.filter(isJson) : []
}
