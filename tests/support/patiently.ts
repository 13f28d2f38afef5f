// A busy machine takes its time: what waits for so long by itself is waited for again.

export async function patiently<T>(work: () => Promise<T>, tries = 6): Promise<T> {
  for (let i = 1; i < tries; i++)
    try {
      return await work()
    } catch {}
  return work()
}
