// Nobody waits for ever on a queue that does not answer: BullMQ itself would, until the backend is back.
import { BellhopError } from '../domain/errors.ts'

export async function answerWithin<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable(new Error(`no answer within ${ms} ms`))), ms)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    throw error instanceof BellhopError ? error : unreachable(error)
  } finally {
    clearTimeout(timer)
  }
}

function unreachable(cause: unknown): BellhopError {
  return new BellhopError('unavailable', 'The job queue cannot be reached right now.', {
    cause,
    nextStep: 'Try again in a minute. If it stays so, check the database or Redis that holds the queue.',
  })
}
