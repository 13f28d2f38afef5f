// A value that does not print: logs, JSON and debuggers see `[redacted]`, only `reveal` gives it away.
export type Secret = { reveal(): string; toString(): string; toJSON(): string }

export const redacted = '[redacted]'

const made = new WeakSet<object>()

export function createSecret(value: string): Secret {
  const hide = () => redacted
  const secret = { reveal: () => value, toString: hide, toJSON: hide, [Symbol.for('nodejs.util.inspect.custom')]: hide }
  made.add(secret)
  return Object.freeze(secret)
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && made.has(value)
}
