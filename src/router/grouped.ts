/**
 * Writes one by one in, groups out: what comes while one group is written, and while it rests where many come, makes the next. A group
 * that fails is tried one by one.
 */
export function grouped<T>(write: (items: T[]) => Promise<void>, restMs = 0, limit = 500): (item: T) => Promise<void> {
  const waiting: { item: T; done: PromiseWithResolvers<void> }[] = []
  let writing = false

  async function run(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const group = waiting.splice(0, limit)
      try {
        await write(group.map((one) => one.item))
        for (const one of group) one.done.resolve()
      } catch (error) {
        if (group.length === 1) group[0]?.done.reject(error)
        else for (const one of group) await write([one.item]).then(one.done.resolve, one.done.reject)
      }
      if (restMs > 0 && group.length > 1) await new Promise((resolve) => setTimeout(resolve, restMs))
    }
    writing = false
  }

  return (item) => {
    const done = Promise.withResolvers<void>()
    waiting.push({ item, done })
    if (!writing) void run()
    return done.promise
  }
}
