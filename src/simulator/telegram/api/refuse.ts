// How a call is refused: thrown from anywhere inside it, answered by the door as Telegram words it.
import type { ApiError, ResponseParameters } from '@grammyjs/types'

export function refuse(code: number, description: string, parameters?: ResponseParameters): never {
  const answer: ApiError = { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) }
  throw new Error(description, { cause: answer })
}

export function badRequest(what: string, parameters?: ResponseParameters): never {
  refuse(400, `Bad Request: ${what}`, parameters)
}

export function forbidden(what: string): never {
  refuse(403, `Forbidden: ${what}`)
}

/** The refusal behind something thrown; nothing when it is a mistake of the simulator itself. */
export function refusalIn(thrown: unknown): ApiError | undefined {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  const isRefusal = typeof cause === 'object' && cause !== null && 'ok' in cause && cause.ok === false
  return isRefusal ? (cause as ApiError) : undefined
}
