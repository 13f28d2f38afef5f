// Takes secrets out of whatever is about to be logged: by the name of the field, by their value, and by their look.
import { redacted, type Secret } from '../domain/secret.ts'

export type Redact = { text(text: string): string; fields(fields: Record<string, unknown>): Record<string, unknown> }

const secretNames =
  /authorization|cookie|token|secret|passw|passphrase|apikey|privatekey|accesskey|signature|signingkey|encryptionkey|credential|otp\b|responseurl|databaseurl|redisurl/

/** Each with what is left of it. */
const looks: [RegExp, string][] = [
  [/\/bot\d+:[\w-]+/g, `/bot${redacted}`],
  [/\b\d{6,12}:[\w-]{30,}/g, redacted],
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]+/g, redacted],
  [/\b(Bearer)\s+[\w.~+/=-]{6,}/gi, `$1 ${redacted}`],
  [/\b(Basic)\s+[\w+/=]{12,}/gi, `$1 ${redacted}`],
  [/\bbhk_[0-9a-z]{12}_[\w-]+/g, redacted],
  [/\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,})/g, redacted],
  [/\beyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?/g, redacted],
  [/(hooks\.slack\.com\/)[^\s"'<>]+/g, `$1${redacted}`],
  [/(:\/\/[^\s:/?#@]*:)[^\s/@]+@/g, `$1${redacted}@`],
  [/([?&#](?:code|state|sig|key)=)[^&\s"'<>#]+/gi, `$1${redacted}`],
  [/((?:^|[?&#\s;,"'])\w*(?:token|secret|signature|password|api_?key)=)[^&\s"'<>#]+/gi, `$1${redacted}`],
  [/(\\?"[\w-]*(?:token|secret|password|api_?key)[\w-]*\\?"\s*:\s*\\?")[^"\\]+/gi, `$1${redacted}`],
]

const longest = { text: 8_000, readable: 200_000, list: 100, depth: 8 }

export function createRedact(secrets: readonly Secret[]): Redact {
  const values = valuesPattern(secrets)
  return { text, fields }

  function text(original: string): string {
    if (original.length > longest.readable) return `[${original.length} characters]`
    const unknown = values ? original.replace(values, redacted) : original
    const clean = looks.reduce((rest, [look, left]) => rest.replace(look, left), unknown)
    // Cut last: a secret cut in two would not be found.
    return clean.length > longest.text ? `${clean.slice(0, longest.text)}…` : clean
  }

  function fields(original: Record<string, unknown>): Record<string, unknown> {
    return entries(Object.entries(original), [original])
  }

  function entries(pairs: [string, unknown][], above: object[]): Record<string, unknown> {
    return Object.fromEntries(
      pairs.slice(0, longest.list).map(([name, value]) => [text(name), named(name, value, above)]),
    )
  }

  /** Counts and flags say nothing, even under the name of a secret: `tokens: 812`, `hasToken: true`. */
  function named(name: string, value: unknown, above: object[]): unknown {
    const isHarmless = value === null || ['number', 'boolean', 'undefined'].includes(typeof value)
    return !isHarmless && isSecretName(name) ? redacted : any(value, above)
  }

  function any(value: unknown, above: object[]): unknown {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'bigint') return String(value)
    if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`
    if (typeof value !== 'object' || value === null) return value
    if (above.includes(value)) return '[circular]'
    if (above.length > longest.depth) return '[deep]'
    try {
      return object(value, [...above, value])
    } catch {
      // A getter that throws must not cost the work its log line.
      return '[unreadable]'
    }
  }

  function object(value: object, above: object[]): unknown {
    if (value instanceof Error) return error(value, above)
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
    if (value instanceof Map)
      return entries(
        [...value].map(([name, item]) => [String(name), item]),
        above,
      )
    if (Array.isArray(value) || value instanceof Set) return list([...value], above)
    if ('toJSON' in value && typeof value.toJSON === 'function') return any(value.toJSON(), above)
    return entries(Object.entries(value), above)
  }

  /** Headers also come as lists, each name before its value. */
  function list(items: unknown[], above: object[]): unknown[] {
    return items.slice(0, longest.list).map((item, i) => {
      const before = items[i - 1]
      return typeof before === 'string' && /^[\w-]{1,40}$/.test(before) ? named(before, item, above) : any(item, above)
    })
  }

  /** Only what errors have in common: the rest of a vendor's error may hold the whole request. */
  function error(thrown: Error, above: object[]): Record<string, unknown> {
    const { name, message, stack, cause } = thrown
    const known = thrown as { code?: unknown; status?: unknown; statusCode?: unknown; errors?: unknown }
    const { code, status = known.statusCode, errors } = known
    const parts = { name, message, code, status, cause, errors, stack }
    return entries(
      Object.entries(parts).filter(([, part]) => part !== undefined),
      above,
    )
  }
}

/** Every secret as it is, and as it looks inside a URL or a JSON text. Anything shorter than four letters would hide half the log. */
function valuesPattern(secrets: readonly Secret[]): RegExp | undefined {
  const values = secrets
    .map((secret) => secret.reveal())
    .filter((value) => value.length >= 4)
    .flatMap((value) => [value, encodeURIComponent(value), encodeURI(value), JSON.stringify(value).slice(1, -1)])
  // The longest first, so that a secret which begins with another one goes as a whole.
  const distinct = [...new Set(values)].sort((a, b) => b.length - a.length)
  return distinct.length > 0 ? new RegExp(distinct.map(escaped).join('|'), 'g') : undefined
}

function isSecretName(name: string): boolean {
  return secretNames.test(name.toLowerCase().replace(/[^a-z]/g, ''))
}

function escaped(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
