import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * A folder that only we may read, with those above it. Node's own `recursive` tries for ever where a folder is there and takes no
 * other, as below /proc: here each is tried twice.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path)
  } catch (error) {
    const isWithoutParent = (error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(path) !== path
    if (!isWithoutParent) throw error
    await makeFolder(dirname(path))
    await makeOne(path)
  }
}

/** One that is there already is as good. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isThere) throw error
  }
}
