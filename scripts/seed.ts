// Puts a small sample org into the database, plainly marked as one: `npm run db:seed`. Running it again changes nothing.
import { loadConfig } from '../src/config.ts'
import { dayIn } from '../src/domain/days.ts'
import { toBellhopError } from '../src/domain/errors.ts'
import { writeSample } from '../src/kpi/write-sample.ts'
import { openStore } from '../src/store/open-store.ts'
import { sampleOrg, seedSample } from '../src/store/seed-sample.ts'

try {
  const config = loadConfig()
  const place = config.database ? { databaseUrl: config.database.url.reveal() } : { dataDir: config.dataDir }
  const store = await openStore(place)
  const isNew = await seedSample(store)
  if (isNew) await store.inOrgSql(sampleOrg, (sql) => writeSample(sql, sampleOrg, null, dayIn('UTC', Date.now())))
  await store.close()
  console.log(
    isNew
      ? 'Added "Sample Company (sample)", with four people, a conversation and its figures.'
      : 'The sample is there already.',
  )
} catch (thrown) {
  const error = toBellhopError(thrown)
  console.error([error.message, error.nextStep].filter(Boolean).join('\n'))
  process.exitCode = 1
}
