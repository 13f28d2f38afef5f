// Begins to open the database. Small on purpose: it runs before the rest of Bellhop is even read from disk.
import type { Config } from '../domain/config.ts'
import { type OpenedSource, openSource } from '../store/open-source.ts'

export function beginStore(config: Config): Promise<OpenedSource> {
  const source = openSource(
    config.database ? { databaseUrl: config.database.url.reveal() } : { dataDir: config.dataDir },
  )
  // Whoever waits for it hears of a failure; until then it is nobody's.
  source.catch(() => undefined)
  return source
}
