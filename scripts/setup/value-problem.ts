// What is wrong with a single value, in the words Bellhop would use at its start.
import { loadConfig } from '../../src/config.ts'
import { BellhopError } from '../../src/domain/errors.ts'
import type { Values } from './env-file.ts'

/** Undefined when the value is fine. What is missing beside it does not count. */
export function valueProblem(name: string, value: string): string | undefined {
  return problemsOf({ [name]: value }).find(
    (problem) => problem.startsWith(`${name} `) && !problem.includes('is missing'),
  )
}

/** Everything that would keep Bellhop from starting with these values. */
export function problemsOf(values: Values): string[] {
  try {
    loadConfig(values)
    return []
  } catch (error) {
    if (!(error instanceof BellhopError)) throw error
    return error.message.split('\n').flatMap((line) => (line.startsWith('- ') ? line.slice(2) : []))
  }
}
