// Reads the arguments of a call, whether they came as JSON, as a form or in the query.
import type { Json } from '../model.ts'
import { type Args, refuseArgument } from './method.ts'

export function readArgs(all: Json): Args {
  function text(name: string): string | undefined {
    const value = all[name]
    if (value === undefined || value === null || value === '') return undefined
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }

  return {
    all,
    text,
    need: (name) => text(name) ?? refuseArgument(`missing required field: ${name}`),
    flag: (name) => ['true', '1'].includes(text(name) ?? ''),
    count(name, fallback, max) {
      const value = Number(text(name) ?? fallback)
      if (!Number.isInteger(value) || value < 1) return fallback
      return Math.min(value, max)
    },
    json(name) {
      const value = all[name]
      if (typeof value !== 'string') return value ?? undefined
      if (value === '') return undefined
      try {
        return JSON.parse(value)
      } catch {
        return value
      }
    },
  }
}
