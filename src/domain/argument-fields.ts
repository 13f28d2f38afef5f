// What a command's schema says about each argument, and how typed text becomes the value it wants.
import type { z } from 'zod'

export type ArgumentField = {
  name: string
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'list'
  isOptional: boolean
  choices: string[]
  description: string | undefined
  /** What it is when nobody says. */
  initial: unknown
  schema: Schema
}

type Schema = z.core.$ZodType

const known = new WeakMap<Schema, readonly ArgumentField[]>()

/** The fields of an object schema, through wrappers and alternatives; none when it is no object. */
export function fieldsOf(schema: Schema): readonly ArgumentField[] {
  const before = known.get(schema)
  if (before) return before
  const fields = readFields(schema)
  known.set(schema, fields)
  return fields
}

function readFields(schema: Schema): ArgumentField[] {
  const fields = new Map<string, ArgumentField>()
  for (const [name, field] of shapeOf(schema)) if (!fields.has(name)) fields.set(name, describe(name, field))
  return [...fields.values()]
}

/** The value in a typed text, or the text itself where it does not fit: then the schema says what is wrong. */
export function coerce(schema: Schema, text: string): unknown {
  const inner = unwrap(schema)
  const def = defOf(inner)
  switch (def.type) {
    case 'number':
      return numberIn(text) ?? text
    case 'bigint':
      return /^[+-]?\d{1,400}$/.test(text.trim()) ? BigInt(text.trim()) : text
    case 'boolean':
      return truthOf.get(text.trim().toLowerCase()) ?? text
    case 'date':
      return /^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? new Date(text.trim()) : text
    case 'enum':
    case 'literal':
      return choiceIn(choicesOf(inner), text)
    case 'array':
      return [coerce(def.element, text)]
    case 'union':
      return firstThatFits(def.options, text)
    default:
      return text
  }
}

function describe(name: string, schema: Schema): ArgumentField {
  const inner = unwrap(schema)
  return {
    name,
    kind: kindOf(inner),
    isOptional: schema._zod.optin !== undefined,
    choices: choicesOf(kindOf(inner) === 'list' ? elementOf(inner) : inner).map(String),
    description: descriptionOf(schema),
    initial: initialOf(schema),
    schema,
  }
}

function shapeOf(schema: Schema): [string, Schema][] {
  const inner = unwrap(schema)
  const def = defOf(inner)
  if (def.type === 'object') return Object.entries(def.shape)
  if (def.type === 'union') return def.options.flatMap(shapeOf)
  if (def.type === 'intersection') return [...shapeOf(def.left), ...shapeOf(def.right)]
  return []
}

function kindOf(inner: Schema): ArgumentField['kind'] {
  const def = defOf(inner)
  if (def.type === 'number' || def.type === 'bigint') return 'number'
  if (def.type === 'array') return 'list'
  const choices = choicesOf(inner)
  if (def.type === 'boolean' || (choices.length > 0 && choices.every((choice) => typeof choice === 'boolean'))) {
    return 'boolean'
  }
  return choices.length > 0 ? 'choice' : 'text'
}

function choicesOf(inner: Schema): unknown[] {
  const def = defOf(inner)
  if (def.type === 'enum') return Object.values(def.entries)
  return def.type === 'literal' ? def.values : []
}

function elementOf(inner: Schema): Schema {
  const def = defOf(inner)
  return def.type === 'array' ? unwrap(def.element) : inner
}

function unwrap(schema: Schema): Schema {
  const inside = insideOf(schema)
  return inside ? unwrap(inside) : schema
}

function insideOf(schema: Schema): Schema | undefined {
  const def = defOf(schema)
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
      return def.innerType
    case 'pipe':
      return defOf(def.in).type === 'transform' ? def.out : def.in
    case 'lazy':
      return def.getter()
    default:
      return undefined
  }
}

function descriptionOf(schema: Schema): string | undefined {
  const own = 'description' in schema && typeof schema.description === 'string' ? schema.description : undefined
  const inside = insideOf(schema)
  return own ?? (inside && descriptionOf(inside))
}

function initialOf(schema: Schema): unknown {
  const def = defOf(schema)
  if (def.type === 'default' || def.type === 'prefault') return def.defaultValue
  const inside = insideOf(schema)
  return inside && initialOf(inside)
}

/** Every schema zod makes is one of its known kinds; the general type only hides which. */
function defOf(schema: Schema): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.core.$ZodTypes)._zod.def
}

function numberIn(text: string): number | undefined {
  const plain = text.trim().replace(/^[−–]/u, '-')
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

const truthOf = new Map<string, boolean>([
  ...['yes', 'y', 'true', 'on', '1'].map((word) => [word, true] as const),
  ...['no', 'n', 'false', 'off', '0'].map((word) => [word, false] as const),
])

function choiceIn(choices: unknown[], text: string): unknown {
  const truth = truthOf.get(text.trim().toLowerCase())
  const exact = choices.find((choice) => String(choice) === text)
  const sameLetters = choices.find((choice) => String(choice).toLowerCase() === text.trim().toLowerCase())
  return exact ?? sameLetters ?? (choices.includes(truth) ? truth : text)
}

function firstThatFits(options: readonly Schema[], text: string): unknown {
  for (const option of options) {
    const value = coerce(option, text)
    if (isFit(option, value)) return value
  }
  return text
}

function isFit(schema: Schema, value: unknown): boolean {
  const result = schema._zod.run({ value, issues: [] }, { async: false })
  return !(result instanceof Promise) && result.issues.length === 0
}
