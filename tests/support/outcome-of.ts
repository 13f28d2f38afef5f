import { toBellhopError } from '../../src/domain/errors.ts'

/** What became of something people asked for: `done`, or the sentence they are told instead. */
export function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => toBellhopError(error).message,
  )
}
