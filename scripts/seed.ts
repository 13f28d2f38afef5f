// Puts a small sample org into the database, plainly marked as one: `npm run db:seed`. Running it again changes nothing.
import { loadConfig } from '../src/config.ts'
import { toBellhopError } from '../src/domain/errors.ts'
import { openStore } from '../src/store/open-store.ts'
import { seedSample } from '../src/store/seed-sample.ts'

try {
  const config = loadConfig()
  const place = config.database ? { databaseUrl: config.database.url.reveal() } : { dataDir: config.dataDir }
  const store = await openStore(place)
  const isNew = await seedSample(store)
  await store.close()
  console.log(
    isNew ? 'Added "Sample Company (sample)", with four people and a conversation.' : 'The sample is there already.',
  )
} catch (thrown) {
  const error = toBellhopError(thrown)
  console.error([error.message, error.nextStep].filter(Boolean).join('\n'))
  process.exitCode = 1
}
