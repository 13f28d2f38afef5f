// The one family of errors. The code says what kind of trouble; the message is a sentence for people.
export const errorCodes = [
  'invalid',
  'forbidden',
  'not_found',
  'conflict',
  'limited',
  'unavailable',
  'timeout',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export class BellhopError extends Error {
  readonly code: ErrorCode
  /** A sentence that says what to do next. */
  readonly nextStep: string | undefined

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; nextStep?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'BellhopError'
    this.code = code
    this.nextStep = options.nextStep
  }
}

/** The error behind anything thrown; what nobody foresaw is `internal`. */
export function toBellhopError(thrown: unknown): BellhopError {
  if (thrown instanceof BellhopError) return thrown
  // What a signal says whose time is up.
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError')
    return new BellhopError('timeout', 'That took too long.', { cause: thrown })
  return new BellhopError('internal', 'Something went wrong on our side.', { cause: thrown })
}
