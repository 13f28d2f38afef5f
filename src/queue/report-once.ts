// The same trouble of the same queue once in ten seconds: a backend that is away fails every statement.
const everyMs = 10_000

export function reportOnce(report: (error: unknown, queue: string) => void): (error: unknown, queue: string) => void {
  const last = new Map<string, number>()
  return (error, queue) => {
    const key = `${queue}: ${error instanceof Error ? error.message : error}`
    const now = Date.now()
    if (now - (last.get(key) ?? 0) < everyMs) return
    if (last.size > 100) last.clear()
    last.set(key, now)
    // pg hangs its whole client on an error, address and all: nothing for a log.
    if (error instanceof Error && 'client' in error) delete error.client
    report(error, queue)
  }
}
