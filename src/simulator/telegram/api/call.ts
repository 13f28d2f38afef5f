// One call of a bot: its arguments, as forgiving as Telegram reads them, and the shape every answer must have.
import type { ApiMethods } from '@grammyjs/types'
import type { Bot, State } from '../state.ts'
import { badRequest } from './refuse.ts'

export type Upload = { name: string; bytes: Buffer }

export type Arguments = Record<string, unknown>

export type Call = {
  state: State
  bot: Bot
  args: Arguments
  uploads: Map<string, Upload>
  /** The bot has hung up. */
  signal: AbortSignal
}

type Api = ApiMethods<Upload>

/** Methods by name, each with exactly the answer that the Bot API documents. */
export type Methods = { [M in keyof Api]: (call: Call) => ReturnType<Api[M]> | Promise<ReturnType<Api[M]>> }

/** Text is what it is, numbers and objects as they would stand in a form, nothing is the empty string. */
export function textOf(call: Call, name: string): string {
  const value = call.args[name]
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A whole number; 0 when there is none, as in the Bot API server. */
export function numberOf(call: Call, name: string, otherwise = 0): number {
  const value = textOf(call, name)
  return /^-?\d+$/.test(value) ? Number(value) : otherwise
}

export function flagOf(call: Call, name: string): boolean {
  return ['true', 'yes', '1'].includes(textOf(call, name).toLowerCase())
}

/** A JSON value, in place or as text; `what` names it in the refusal. */
export function jsonOf(call: Call, name: string, what: string): unknown {
  const value = call.args[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    badRequest(`can't parse ${what} JSON object`)
  }
}

export function objectOf(call: Call, name: string, what: string): Arguments | undefined {
  const value = jsonOf(call, name, what)
  if (value === undefined) return undefined
  return isObject(value) ? value : badRequest(`object expected as ${what}`)
}

export function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
