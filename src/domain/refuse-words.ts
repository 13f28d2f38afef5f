import { BellhopError } from './errors.ts'

/** Refuses words behind a command that takes none: whoever typed them expects something of them. */
export function refuseWords(command: string, words: readonly string[], nextStep?: string): void {
  if (words.length === 0) return
  const message = `${command} takes nothing more: leave out "${words.join(' ')}".`
  throw new BellhopError('invalid', message, nextStep ? { nextStep } : {})
}
