// Where the rows are: a PostgreSQL server, or PGlite in a thread of its own. Stands apart from the store, so that the embedded
// database can come up while the rest of the program is still read from disk.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Session } from './embedded/session.ts'
import { freshStore } from './fresh-store.ts'
import { lockDataDir } from './lock-data-dir.ts'
import { makeFolder } from './make-folder.ts'
import type { PoolSource } from './pools.ts'
import { whyNotInFolder, whyNotReadable } from './why-not-opened.ts'

export type StorePlace = { databaseUrl: string } | { dataDir: string } | { memory: true; loadFrom?: Uint8Array }

export type OpenedSource = {
  source: PoolSource
  close: () => Promise<void>
  /** Resolves when the embedded database broke: only another start brings it back. */
  lost?: Promise<Error>
}

export async function openSource(place: StorePlace): Promise<OpenedSource> {
  if ('databaseUrl' in place)
    return { source: { kind: 'postgres', url: place.databaseUrl }, close: async () => undefined }
  if ('memory' in place) {
    const session = await Session.open({
      dataDir: 'memory://',
      ...(place.loadFrom ? { loadFrom: place.loadFrom } : {}),
    })
    return { source: { kind: 'embedded', session }, close: () => session.close() }
  }
  return openDataDir(place.dataDir).catch((thrown) => Promise.reject(whyNotInFolder(place.dataDir, thrown)))
}

async function openDataDir(dataDir: string): Promise<OpenedSource> {
  const unlock = await lockDataDir(dataDir)
  const session = await openFolder(dataDir)
  const close = async () => {
    await session.close()
    await unlock()
  }
  return { source: { kind: 'embedded', session }, close, lost: session.lost }
}

/** Whoever was killed while making it left only a part: nothing was in it yet, so it is made anew. */
async function openFolder(dataDir: string): Promise<Session> {
  const folder = join(dataDir, 'pg')
  const begun = join(dataDir, 'pg.begun')
  if (existsSync(begun)) rmSync(folder, { recursive: true, force: true })
  await makeFolder(folder)
  const isNew = readdirSync(folder).length === 0
  if (isNew) writeFileSync(begun, '')
  const session = await Session.open({ dataDir: folder, ...(isNew ? await prepared() : {}) }).catch(async (thrown) => {
    const { bavail, bsize } = await statfs(dataDir)
    throw whyNotReadable(dataDir, thrown, bavail * bsize)
  })
  rmSync(begun, { force: true })
  return session
}

/** A new database is unpacked rather than made, where `npm install` prepared one. */
async function prepared(): Promise<{ loadFrom?: Uint8Array }> {
  return existsSync(freshStore) ? { loadFrom: await readFile(freshStore) } : {}
}
