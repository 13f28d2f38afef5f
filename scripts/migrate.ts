// Brings the database up to date: `npm run db:migrate`.
import { loadConfig } from '../src/config.ts'
import { toBellhopError } from '../src/domain/errors.ts'
import { prepareQueueSchema } from '../src/queue/prepare-queue-schema.ts'
import { openStore } from '../src/store/open-store.ts'

try {
  const config = loadConfig()
  const place = config.database ? { databaseUrl: config.database.url.reveal() } : { dataDir: config.dataDir }
  const store = await openStore(place, { prepare: prepareQueueSchema })
  await store.close()
  console.log('The database is up to date.')
} catch (thrown) {
  const error = toBellhopError(thrown)
  console.error([error.message, error.nextStep].filter(Boolean).join('\n'))
  process.exitCode = 1
}
