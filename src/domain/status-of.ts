// The status of HTTP that says the same as an error of ours.
import type { ErrorCode } from './errors.ts'

export const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
}
