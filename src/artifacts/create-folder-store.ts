// Files in a folder. Each is written under another name and renamed once it is whole and on the disk, so a crash leaves no half of one.
import { randomUUID } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { access, constants, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { BellhopError } from '../domain/errors.ts'
import { type ObjectStore, objectKey, type StoredObject } from '../ports/object-store.ts'
import { makeFolder } from '../store/make-folder.ts'

/** What is being written. No key begins like this. */
const beginning = '.new-'
/** Whoever wrote it for that long is gone. */
const staleMs = 60 * 60_000

export function createFolderStore(folder: string): ObjectStore {
  const pathOf = (key: string) => {
    if (!objectKey.test(key)) throw new BellhopError('internal', 'That is no key of a file.')
    return join(folder, ...key.split('/'))
  }

  return {
    async put(key, content, signal) {
      const path = pathOf(key)
      const parent = dirname(path)
      const unfinished = join(parent, `${beginning}${randomUUID()}`)
      try {
        await makeFolder(parent)
        await write(unfinished, content, signal)
        await rename(unfinished, path)
        await settle(parent)
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined)
        signal?.throwIfAborted()
        throw troubleOf(error)
      }
    },
    async get(key, signal) {
      try {
        return await readFile(pathOf(key), signal ? { signal } : {})
      } catch (error) {
        signal?.throwIfAborted()
        if (isMissing(error)) return undefined
        throw troubleOf(error)
      }
    },
    async remove(key) {
      const path = pathOf(key)
      try {
        await rm(path, { force: true })
      } catch (error) {
        throw troubleOf(error)
      }
      await leaveEmpty(dirname(path), folder)
    },
    list: (prefix) => listIn(folder, prefix),
    async ping() {
      try {
        await makeFolder(folder)
        await access(folder, constants.W_OK)
      } catch (error) {
        throw troubleOf(error)
      }
    },
    close: async () => undefined,
  }
}

async function write(path: string, content: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content, signal ? { signal } : {})
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The new name is on the disk as well, where the system lets a folder be asked for that. */
async function settle(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Folders that hold nothing any more go too; one that somebody fills at this moment stays. */
async function leaveEmpty(path: string, folder: string): Promise<void> {
  for (let one = path; one.startsWith(folder + sep); one = dirname(one)) {
    const isGone = await rmdir(one).then(
      () => true,
      () => false,
    )
    if (!isGone) return
  }
}

async function* listIn(folder: string, prefix: string): AsyncIterable<StoredObject> {
  const place = prefix.replace(/\/$/, '')
  for (const entry of await entriesOf(join(folder, ...place.split('/')))) {
    const key = `${place}/${entry.name}`
    const path = join(folder, ...key.split('/'))
    if (entry.isDirectory()) yield* listIn(folder, `${key}/`)
    else if (entry.name.startsWith(beginning)) await sweep(path)
    else if (objectKey.test(key)) {
      const found = await stat(path).catch(() => undefined)
      if (found) yield { key, bytes: found.size, at: found.mtime }
    }
  }
}

async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw troubleOf(error)
  }
}

async function sweep(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found && found.mtimeMs < Date.now() - staleMs) await rm(path, { force: true }).catch(() => undefined)
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function troubleOf(error: unknown): BellhopError {
  if (error instanceof BellhopError) return error
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(codeOf(error)))
  if (isFull)
    return new BellhopError('limited', 'There is no room left for files.', {
      cause: error,
      nextStep: 'Tell an admin: the disk behind DATA_DIR is full.',
    })
  return new BellhopError('unavailable', 'The store for files does not answer.', { cause: error })
}
