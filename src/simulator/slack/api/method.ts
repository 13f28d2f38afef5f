// What a Web API method is: how often it may be called, with which scopes, and what it does.
import { BellhopError } from '../../../domain/errors.ts'
import type { Tier } from '../limits.ts'
import type { Json, Token, TokenKind, User } from '../model.ts'
import type { World } from '../world.ts'

export type Args = {
  all: Json
  /** Undefined when absent or empty. */
  text(name: string): string | undefined
  need(name: string): string
  flag(name: string): boolean
  count(name: string, fallback: number, max: number): number
  /** JSON bodies carry values, form bodies carry them as strings. */
  json(name: string): unknown
}

export type Call = { world: World; args: Args; token: Token; user: User }

export type Method = {
  tier: Tier
  /** All of these; by the arguments where Slack decides so. */
  scopes?: string[] | ((args: Args, world: World) => string[])
  /** Kinds of token it takes; none means that it needs no token. */
  tokens?: TokenKind[]
  run(call: Call): Json | Promise<Json>
}

/** Ends the call with one of Slack's error names. */
export function refuse(error: string, details: Json = {}): never {
  throw new BellhopError('invalid', error, { cause: details })
}

/** What a refused call answers; undefined for anything that nobody foresaw. */
export function refusalOf(thrown: unknown): Json | undefined {
  if (!(thrown instanceof BellhopError) || thrown.code !== 'invalid') return undefined
  return { ok: false, error: thrown.message, ...(thrown.cause as Json) }
}

export function refuseArgument(message: string): never {
  return refuse('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${message}`] } })
}

export function refuseBlocks(verdict: { error: string; messages: string[] }): never {
  const messages = verdict.messages.map((message) => `[ERROR] ${message}`)
  return refuse(
    verdict.error,
    messages.length === 0 ? {} : { errors: verdict.messages, response_metadata: { messages } },
  )
}
