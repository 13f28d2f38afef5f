// The data directory belongs to one process: whoever listens on its socket. A socket, unlike a file with a process id,
// says the truth across containers and after a crash.
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { BellhopError } from '../domain/errors.ts'
import { makeFolder } from './make-folder.ts'

/** Resolves to a function that gives the directory free again. */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  await makeFolder(dataDir)
  const path = socketPath(dataDir)
  if (await isAnswered(path))
    throw new BellhopError(
      'conflict',
      `The data directory ${dataDir} is in use by another Bellhop: stop that one, or give this one a DATA_DIR of its own.`,
    )
  rmSync(path, { force: true })
  const server = createServer((socket) => socket.destroy())
  server.listen(path)
  await once(server, 'listening').catch((cause) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    const message = `The data directory ${dataDir} cannot be locked: is another Bellhop starting in it?`
    throw new BellhopError('conflict', message, { cause })
  })
  server.unref()
  return () => new Promise((freed) => server.close(() => freed()))
}

/** Socket paths are limited to about a hundred bytes, so a long one is given relative to where we are. */
function socketPath(dataDir: string): string {
  const path = join(resolve(dataDir), 'lock')
  const shorter = relative(process.cwd(), path)
  return shorter.length < path.length ? shorter : path
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
