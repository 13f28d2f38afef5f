// Where the rows are: a PostgreSQL server, or PGlite in a thread of its own. Stands apart from the store, so that the embedded
// database can come up while the rest of the program is still read from disk.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Session } from './embedded/session.ts'
import { lockDataDir } from './lock-data-dir.ts'
import type { PoolSource } from './pools.ts'

export type StorePlace = { databaseUrl: string } | { dataDir: string } | { memory: true; loadFrom?: Uint8Array }

export type OpenedSource = { source: PoolSource; close: () => Promise<void> }

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
  const unlock = await lockDataDir(place.dataDir)
  const folder = join(place.dataDir, 'pg')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const session = await Session.open({ dataDir: folder })
  const close = async () => {
    await session.close()
    await unlock()
  }
  return { source: { kind: 'embedded', session }, close }
}
