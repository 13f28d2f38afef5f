/** Gathers the lookups of one moment into one question to the store. Nothing is kept: the next event asks anew. */
export function batched<T>(load: (keys: string[]) => Promise<Map<string, T>>): (key: string) => Promise<T | undefined> {
  let waiting: Map<string, PromiseWithResolvers<T | undefined>> | undefined

  async function ask(batch: Map<string, PromiseWithResolvers<T | undefined>>): Promise<void> {
    waiting = undefined
    try {
      const found = await load([...batch.keys()])
      for (const [key, answer] of batch) answer.resolve(found.get(key))
    } catch (error) {
      for (const answer of batch.values()) answer.reject(error)
    }
  }

  return (key) => {
    if (!waiting) {
      const batch = new Map<string, PromiseWithResolvers<T | undefined>>()
      waiting = batch
      setImmediate(() => void ask(batch))
    }
    const answer = waiting.get(key) ?? Promise.withResolvers<T | undefined>()
    waiting.set(key, answer)
    return answer.promise
  }
}
