// Ends code that runs out of memory again and again: each time Docker writes to the disk, and whoever else writes there waits for it.
import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { sandboxLabel } from './container-options.ts'

/** Tells when that container ran out of memory too often; what comes back ends the watching. */
export type WatchMemory = (id: string, onTooOften: () => void) => () => void

/** Code that is killed for it once or twice may still say so. */
const most = 4

export function createMemoryWatch(docker: Pick<Docker, 'getEvents'>): WatchMemory {
  const watched = new Map<string, { times: number; onTooOften: () => void }>()
  let listening: Promise<Readable | undefined> | undefined

  async function listen(): Promise<Readable | undefined> {
    try {
      const stream = (await docker.getEvents({ filters: { event: ['oom'], label: [sandboxLabel] } })) as Readable
      let rest = ''
      stream.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString('utf8')).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) note(line)
      })
      for (const event of ['end', 'close', 'error'])
        stream.on(event, () => {
          listening = undefined
        })
      return stream
    } catch {
      listening = undefined
      return undefined
    }
  }

  function note(line: string): void {
    const one = watched.get(/"ID":"([0-9a-f]{64})"/.exec(line)?.[1] ?? '')
    if (one && ++one.times === most) one.onTooOften()
  }

  return (id, onTooOften) => {
    watched.set(id, { times: 0, onTooOften })
    listening ??= listen()
    return () => {
      watched.delete(id)
      if (watched.size === 0) void listening?.then((stream) => stream?.destroy())
    }
  }
}
