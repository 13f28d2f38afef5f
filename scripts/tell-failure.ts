// How a script ends that cannot go on: what is wrong, in a sentence, and what to do next.
import { toBellhopError } from '../src/domain/errors.ts'

export function tellFailure(thrown: unknown, exitCode = 1): void {
  const { code, message, nextStep, cause } = toBellhopError(thrown)
  const reason = code === 'internal' && cause instanceof Error ? cause.message : undefined
  console.error([message, reason, nextStep].filter(Boolean).join('\n'))
  process.exitCode = exitCode
}
