// Work that does not stop when it is told to: after a moment nobody waits for it any more, and what it still brings is nobody's.

/** Rejects with what `why` gives once `signal` fired and `graceMs` went by. */
export async function orGiveUp<T>(
  work: Promise<T>,
  signal: AbortSignal,
  { graceMs, why }: { graceMs: number; why(): unknown },
): Promise<T> {
  const late = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    timer = setTimeout(() => late.reject(why()), graceMs)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return Promise.race([work, late.promise]).finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', begin)
  })
}
