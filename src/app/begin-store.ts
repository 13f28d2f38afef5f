// Begins to open the database. Small on purpose: it runs before the rest of Bellhop is even read from disk.
import type { Config } from '../domain/config.ts'
import { type OpenedSource, openSource, type StorePlace } from '../store/open-source.ts'

export function beginStore(config: Config): Promise<OpenedSource> {
  const source = openSource(placeOf(config))
  // Whoever waits for it hears of a failure; until then it is nobody's.
  source.catch(() => undefined)
  return source
}

/** Where this configuration says the rows are. */
export function placeOf({ database, dataDir }: Config): Exclude<StorePlace, { memory: true }> {
  return database ? { databaseUrl: database.url.reveal() } : { dataDir }
}
