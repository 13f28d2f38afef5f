// Once a run: a migrated embedded database as one file, so that each test opens a store of its own in half a second.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { TestProject } from 'vitest/node'
import { prepareQueueSchema } from '../../src/queue/prepare-queue-schema.ts'
import { openStore } from '../../src/store/open-store.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the dump that `openStore({ memory: true, loadFrom })` takes; unpacked, it is a data directory. */
    storeTemplate: string
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export default async function setup(project: TestProject): Promise<void> {
  const folder = join(tmpdir(), 'bellhop-tests')
  const template = join(folder, `store-and-queue-${fingerprint()}.tar`)
  if (!existsSync(template)) await make(folder, template)
  project.provide('storeTemplate', template)
}

async function make(folder: string, template: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  forgetOld(folder)
  const store = await openStore({ memory: true }, { prepare: prepareQueueSchema })
  try {
    const dump = await store.dump()
    if (!dump) throw new Error('the embedded database gave no dump')
    // Another run may make the same file at this moment: only a finished one ever bears the name.
    const unfinished = `${template}.${process.pid}`
    writeFileSync(unfinished, gunzipSync(dump))
    renameSync(unfinished, template)
  } finally {
    await store.close()
  }
}

/** Templates of earlier migrations, 40 MB each, once no run can be using them. */
function forgetOld(folder: string): void {
  const yesterday = Date.now() - 86_400_000
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).mtimeMs < yesterday) rmSync(path)
  }
}

/** Everything the dump is made of: the migrations, and the versions of the database and of what it carries. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  const migrations = join(root, 'prisma/migrations')
  for (const name of readdirSync(migrations, { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.sql')) hash.update(name).update(readFileSync(join(migrations, name)))
  return hash.digest('hex').slice(0, 16)
}
